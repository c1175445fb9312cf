// What lies under the story: land, coasts, borders, water, names; or tiles, where the author asked for them.

import { box, iconAt, pane, polygon, polyline, tiles } from "./leaflet.js";
import { around, line, make, ring, unpack, unpackTexts } from "./shapes.js";

export function drawGround(scene) {
  const { map, data, options } = scene;
  const plain = pane(map, "ground", 210, 0.4);
  scene.areaPane = pane(map, "areas", 320);
  scene.linePane = pane(map, "lines", 340);
  map.createPane("names").style.zIndex = 350;
  scene.markPane = { ...pane(map, "marks", 360), smoothFactor: 0 };
  map.getPane("names").setAttribute("aria-hidden", "true");
  fitStory(scene, false);
  if (options.tiles) tiles(options.tiles).addTo(map);
  if (data.base) drawBase(scene, data.base, plain);
}

/** Shows the whole story, with room for what stands on its edge. */
export function fitStory({ map, story }, animate) {
  const size = map.getSize();
  const room = [Math.min(70, size.x * 0.08), Math.min(60, size.y * 0.09)];
  map.fitBounds(story, { paddingTopLeft: room, paddingBottomRight: room, maxZoom: 13, animate });
}

function drawBase(scene, base, plain) {
  const { map, data } = scene;
  const at = (steps) => line(steps, base.k);
  const arcs = base.arcs.map(at);
  const [west, south, east, north] = base.box.map((edge) => edge / base.k);
  const put = (make, shapes, className) => make(around(data, shapes), { ...plain, className }).addTo(map);
  put(polygon, [[[south, west], [south, east], [north, east], [north, west]]], "sea");
  for (const [country, polygons] of base.land) {
    const className = data.home.includes(country) ? "land land-home" : "land";
    put(polygon, polygons.map((rings) => rings.map((refs) => ring(refs, arcs))), className);
  }
  put(polygon, base.lakes.map((rings) => rings.map(at)), "lake");
  const strokes = {
    river: base.rivers.map(at), division: base.divisions.map(at), coast: arcs.slice(0, base.coasts),
    border: arcs.slice(base.coasts, base.coasts + base.borders),
  };
  for (const [className, points] of Object.entries(strokes)) put(polyline, points, className);
  const more = data.round ? 120 * base.k : 0;
  const paper = box([base.box[0] - more, base.box[1], base.box[2] + more, base.box[3]], base.k);
  scene.paper = paper;
  map.setMaxBounds(paper);
  map.setMinZoom(Math.min(map.getZoom() - 0.5, map.getBoundsZoom(paper, true)));
  const numbers = unpack(base.names);
  const locals = unpackTexts(base.locals);
  scene.names = base.texts.map((text, i) => {
    const [kind, rank, zoom, x, y] = numbers.slice(i * 5, i * 5 + 5);
    return drawName(scene, NAME_KINDS[kind], rank, zoom, [y / base.k, x / base.k], [text, locals[i]]);
  });
}

/** A name, isolated; one in the letters of Arabic, and in none that only other languages have, says so. */
export function named(text) {
  const arabic = /^[\p{P}\p{Z}\u0621-\u0652]+$/u.test(text);
  return make("bdi", "", [text], arabic ? { lang: "ar" } : {});
}

const NAME_KINDS = ["country", "sea", "division", "town"];

function drawName({ map }, kind, rank, zoom, at, texts) {
  const town = kind === "town";
  const words = make("div", "", texts.filter(Boolean).map(named));
  const content = make("div", `names name-${kind} rank-${rank}`, town ? [make("i"), words] : [words]);
  const marker = iconAt(at, content, "name-icon", "names").addTo(map);
  return { town, zoom, words, latlng: marker.getLatLng(), element: marker.getElement() };
}
