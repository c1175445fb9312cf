// What the story says of places: areas, circles, pins with their numbers and names, what stood in the way.

import { dot, dotCanvas, iconAt, keepFromMap, latLng, polygon } from "./leaflet.js";
import { cardOf } from "./list.js";
import { circle, draw, line, make, symbol } from "./shapes.js";

const MANY = 400;  // more places than this are dots on a canvas, without numbers

export function drawPlaces(scene) {
  const { map, data, parts } = scene;
  const canvas = data.places.length > MANY ? dotCanvas("marks") : null;
  scene.places = data.places.map((place) => {
    const latlng = latLng(place.y / data.k, place.x / data.k);
    const owner = { ...place, latlng, ...(canvas ? drawDot(scene, place, latlng, canvas) : drawPlace(scene, place, latlng)) };
    place.reports.forEach((i, n) => parts.set(data.reports[i][0], { ...owner, button: owner.buttons[n], owner }));
    for (const layer of owner.shapes) layer.addTo(map);
    return owner;
  });
}

function drawPlace(scene, place, latlng) {
  const [[first]] = place.reports.map((i) => scene.data.reports[i]);
  const buttons = place.along ? [] : place.reports.map((i) => numberButton(scene, ...scene.data.reports[i]));
  const name = [place.name, place.local].filter(Boolean).map((text) => make("bdi", "", [text]));
  const tag = make("div", "tag", [make("div", "numbers", buttons)]);
  if (name.length) tag.append(make("div", "place-name", name, { "aria-hidden": "true", ...(place.along && { "data-anchor": first }) }));
  const leader = draw("line");
  const spot = place.km === undefined ? [] : [draw("svg", {}, [leader]), make("i")];
  const quiet = place.quiet ? " is-quiet" : "";
  const kind = place.along ? "stretch" : place.rings ? "area" : "point";
  const element = make("div", `place place-${kind} ink-${place.ink}${quiet}`, [...spot, tag]);
  const marker = iconAt(latlng, element, "place-icon", "markerPane").addTo(scene.map);
  keepFromMap(tag);
  return { buttons, tag, leader, element, marker, shapes: shapesOf(scene, place, latlng) };
}

function numberButton(scene, anchor, number, role) {
  const title = cardOf(scene, anchor).querySelector("h3").textContent;
  const { say, contested } = scene;
  const differs = contested.has(anchor) ? ` (${say("Sources differ")})` : "";
  return make("button", `badge sym-${role}${differs && " is-contested"}`, [symbol(role), make("b", "", [String(number)])], {
    type: "button", "aria-label": `${number || say("In the way")}: ${title}${differs}`, "data-anchor": anchor, "data-role": role,
  });
}

function shapesOf({ data: { outline }, areaPane }, place, latlng) {
  const shape = (rings, sort, extra) => polygon(rings, { ...areaPane, ...extra, className: `${sort} ink-${place.ink}` });
  if (place.along) return [];
  if (!place.rings) return [shape(circle(latlng.lat, latlng.lng, place.km), "circle")];
  const rings = place.rings.map((parts) => parts.map((text) => line(text, outline)));
  // The soft fill is measured by the shape's own box, so Leaflet must not cut the shape at the window's edge.
  return place.soft ? [shape(rings, "area area-soft", { noClip: true })] : [shape(rings, "area-band"), shape(rings, place.barred ? "barrier" : "area")];
}

/** One of very many: a dot without a number. */
function drawDot(scene, place, latlng, canvas) {
  scene.colours[place.ink] ??= colourOf(scene, place.ink);
  const [anchor] = scene.data.reports[place.reports[0]];
  const layer = dot(latlng, scene.colours[place.ink], canvas).addTo(scene.map);
  layer.on("click", () => setTimeout(() => scene.select(anchor, "map")));  // after the map's own click, which closes
  layer.on("mouseover", () => scene.hover(anchor)).on("mouseout", () => scene.hover());
  return { buttons: [], shapes: [], dot: layer };
}

/** One of the style sheet's colours, for a canvas, which knows no style sheet. */
function colourOf({ stage }, ink) {
  const probe = stage.appendChild(make("i", `ink-${ink}`));
  const colour = getComputedStyle(probe).getPropertyValue("--role").trim();
  probe.remove();
  return colour;
}
