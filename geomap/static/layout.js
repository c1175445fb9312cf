// Puts numbers and names where none covers another; done when the map opens, and after each zoom.

import { AROUND_MIDDLE, AROUND_POINT, AROUND_STRETCH, FAR_POINT, NEAR_POINT, ON_POINT, arrange, chooseNames, overlap } from "./declutter.js";
import { placeLocator } from "./locator.js";
import { NARROW_PX } from "./media.js";

const DOT_PX = 6;
const FAR_PX = 26;  // a number farther than this from its dot gets a line to it
const STRETCH_PX = 90;  // the least stretch that has its words beside it
const FEW = 12;  // more than this on a narrow map are small; where even a leader line finds no room, they are bare dots until one zooms in

const NEAR_RINGS = FAR_POINT.filter(([dx, dy]) => Math.hypot(dx, dy) < 100);  // marks that can come closer need not stand farther off

export function settle(scene, withNames = true) {
  scene.regroup?.();
  const { map, places, legs, stage } = scene;
  // Words about a stretch that is shorter than they are would stand beside something else.
  const long = (anchor) => legs.some((leg) => leg.anchor === anchor && leg.px > STRETCH_PX);
  for (const { along, element } of places) if (along) element.classList.toggle("is-short", !long(along));
  const on = places.filter(({ element }) => element && !element.matches(".is-off, .is-short"));
  on.sort((a, b) => !a.along - !b.along);  // words have little choice where to stand, and choose first
  const tight = map.getSize().x < NARROW_PX && on.length > FEW;
  stage.classList.toggle("is-tight", tight);
  const drawn = legs.filter((leg) => map.hasLayer(leg.layers));
  // All that is written first, then all that is read, here and below: each turn from one to the other costs a layout.
  for (const { element } of on) element.classList.remove("is-bare");
  const boxes = on.map((place) => boxOf(map, place, tight));
  const dots = boxes.filter((box) => box.dot).map((box) => box.dot);
  for (const leg of drawn) for (const icon of leg.letters) dots.push(square(...xy(map.latLngToLayerPoint(icon.getLatLng()))));
  const { x: left, y: top } = map.getPixelOrigin();
  const view = viewOf(map, 6);
  const seen = (points) => points.map(([x, y]) => [x - left, y - top]).filter(([x, y]) => overlap([x, y, x + 1, y + 1], view));
  const heads = drawn.flatMap((leg) => [...seen(leg.marks), ...seen(leg.crosses)]).map(([x, y]) => square(x, y));
  const way = seen(drawn.flatMap((leg) => leg.pixels.flatMap(alongLine)));
  const found = arrange(boxes, dots, way, view);
  found.forEach((best, i) => putTag(on[i], best));
  const leads = found.map((best, i) => leadOf(on[i], best));
  leads.forEach(([x, y], i) => {
    on[i].leader.setAttribute("x2", x);
    on[i].leader.setAttribute("y2", y);
  });
  const shown = found.filter((best) => !best.hidden).map((best) => best.rect);
  scene.taken = [...shown, ...dots, ...heads, ...way.map(([x, y]) => [x - 3, y - 3, x + 3, y + 3])];
  if (withNames) settleNames(scene);
}

const xy = ({ x, y }) => [x, y];

/** What the map shows, less a margin, in the pixels that places are counted in. */
function viewOf(map, margin) {
  const { x, y } = map.containerPointToLayerPoint([0, 0]);
  const size = map.getSize();
  return [x + margin, y + margin, x + size.x - margin, y + size.y - margin];
}

const square = (x, y) => [x - DOT_PX, y - DOT_PX, x + DOT_PX, y + DOT_PX];

function boxOf(map, { latlng, km, along, tag, element, crowded }, tight) {
  const [numbers, name] = tag.children;
  const sizes = [[...sizeOf(tag), 0]];
  if (name) sizes.push([...sizeOf(numbers), element.classList.contains("is-quiet") ? 200 : 700]);
  const at = map.latLngToLayerPoint(latlng);
  if (crowded) return { ...at, spots: [...ON_POINT, ...NEAR_POINT], far: NEAR_RINGS, dot: square(at.x, at.y), sizes };
  if (km === undefined) return { ...at, spots: along ? AROUND_STRETCH : AROUND_MIDDLE, sizes: along ? sizes.slice(0, 1) : sizes };
  const dot = square(at.x, at.y);
  return tight ? { ...at, spots: NEAR_POINT, far: FAR_POINT, dot, sizes: sizes.slice(-1), shy: true } : { ...at, spots: AROUND_POINT, far: FAR_POINT, dot, sizes };
}

const sizeOf = (element) => [element.offsetWidth, element.offsetHeight];

/** The size of a name of the ground, which is measured once for each look of the page: it says the same at each zoom. */
function sizeOfName(look, name) {
  if (name.look !== look || !name.size[0]) [name.size, name.look] = [sizeOf(name.words), look];
  return name.size;
}

/** Moves an element from its anchor to its spot, and aligns its lines on the anchor's side. */
function moveTo(element, [width, height], [dx, dy, fx, fy]) {
  element.style.transform = `translate(${Math.round(dx - width * fx)}px, ${Math.round(dy - height * fy)}px)`;
  element.classList.toggle("is-left", fx === 1);
  element.classList.toggle("is-mid", fx === 0.5);
}

function putTag({ tag, element }, { spot, size, hidden }) {
  element.classList.toggle("is-bare", size[2] > 0);
  element.classList.toggle("is-under", !!hidden);
  moveTo(tag, size, spot);
}

/** Where the line from a dot to its number ends; a number beside its dot needs none. */
function leadOf({ tag, km }, { spot: [dx, dy, fx, fy], size, hidden }) {
  if (km === undefined || hidden) return [0, 0];
  const [numbers] = tag.children;
  const left = dx - size[0] * fx + numbers.offsetLeft + 12;
  const x = Math.max(left, Math.min(0, left + numbers.offsetWidth - 24));  // the middle of the nearest number
  const y = dy - size[1] * fy + numbers.offsetTop + numbers.offsetHeight / 2;
  return Math.hypot(x, y) > FAR_PX ? [x, y] : [0, 0];
}

/** Points along a line of pixels, every 14 of them. */
function alongLine(points) {
  return points.slice(1).flatMap(({ x, y }, n) => {
    const from = points[n];
    const steps = Math.min(Math.ceil(Math.hypot(x - from.x, y - from.y) / 14), 200);
    return Array.from({ length: steps }, (_, i) => [from.x + ((x - from.x) * i) / steps, from.y + ((y - from.y) * i) / steps]);
  });
}

/** Names of the ground yield to the story, to each other, and to the controls; done anew when the map has moved. */
export function settleNames(scene) {
  const { map, names, stage, taken, covered = [] } = scene;
  const zoom = map.getZoom() + 0.4;
  const asked = names.filter((name) => name.zoom <= zoom);
  const view = viewOf(map, 0);
  const [left, top] = view;
  placeLocator(scene, view);
  const own = [...stage.querySelectorAll(".controls, .scale, .locator:not(.is-away)")].map(({ offsetLeft: x, offsetTop: y, offsetWidth, offsetHeight }) =>
    [left + x, top + y, left + x + offsetWidth, top + y + offsetHeight]);
  const look = [map.getSize().x, stage.className, matchMedia("print").matches].join();
  const boxes = asked.map((name) => ({ ...map.latLngToLayerPoint(name.latlng), size: sizeOfName(look, name), town: name.town }));
  const spots = chooseNames(boxes, [...taken, ...covered, ...own], view);
  for (const name of names) name.element.classList.toggle("is-off", !spots[asked.indexOf(name)]);
  asked.forEach(({ words }, i) => { if (spots[i]) moveTo(words, boxes[i].size, spots[i]); });
}
