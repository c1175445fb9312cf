// Puts numbers and names where none covers another; done when the map opens, and after each zoom.

import { AROUND_MIDDLE, AROUND_POINT, AROUND_STRETCH, FAR_POINT, NEAR_POINT, ON_POINT, arrange, chooseNames, overlap } from "./declutter.js";
import { placeLocator } from "./locator.js";
import { NARROW_PX } from "./media.js";

const DOT_PX = 6;
const GAP_PX = 4;
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
  on.sort((a, b) => !b.along - !a.along);  // words about a stretch may stand farther off than others, and choose last
  const tight = map.getSize().x < NARROW_PX && on.length > FEW;
  stage.classList.toggle("is-tight", tight);
  const drawn = legs.filter((leg) => map.hasLayer(leg.layers));
  // All that is written first, then all that is read, here and below: each turn from one to the other costs a layout.
  for (const { element } of on) element.classList.remove("is-bare");
  const { x: left, y: top } = map.getPixelOrigin();
  const view = viewOf(map, 6);
  const seen = (points) => points.map(([x, y]) => [x - left, y - top]).filter(([x, y]) => overlap([x, y, x + 1, y + 1], view));
  const heads = drawn.flatMap((leg) => [...seen(leg.marks), ...seen(leg.crosses)]).map(([x, y]) => square(x, y));
  const boxes = on.map((place) => boxOf(map, place, tight, heads));
  const dots = boxes.filter((box) => box.dot).map((box) => box.dot);
  for (const leg of drawn) for (const icon of leg.letters) dots.push(square(...xy(map.latLngToLayerPoint(icon.getLatLng()))));
  const way = seen(drawn.flatMap((leg) => leg.pixels.flatMap(alongLine)));
  const found = arrange(boxes, dots, way, view, ownOf(scene, ".controls, .scale"));
  found.forEach((best, i) => putTag(on[i], best, boxes[i]));
  const shown = found.filter((best) => !best.hidden).map((best) => best.rect);
  const leads = found.filter(({ lead, hidden }) => lead && !hidden).flatMap(({ lead: [x, y, u, v] }) => alongLine([{ x, y }, { x: u, y: v }]));
  scene.taken = [...shown, ...dots, ...heads, ...[...way, ...leads].map(([x, y]) => [x - 3, y - 3, x + 3, y + 3])];
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

function boxOf(map, { latlng, km, along, tag, element, crowded }, tight, heads) {
  const [numbers, name] = tag.children;
  const sizes = [[...sizeOf(tag), 0]];
  if (name) sizes.push([...sizeOf(numbers), element.classList.contains("is-quiet") ? 200 : 700]);
  const at = { ...map.latLngToLayerPoint(latlng), numbers: numbers.offsetWidth };
  if (crowded) return { ...at, spots: [...ON_POINT, ...NEAR_POINT], far: NEAR_RINGS, dot: square(at.x, at.y), sizes };
  if (along) return { ...at, spots: AROUND_STRETCH, sizes: sizes.slice(0, 1), clear: heads };
  if (km === undefined) return { ...at, spots: AROUND_MIDDLE, sizes };
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

function putTag({ tag, element, leader }, { spot, size, lead, hidden }, { x, y }) {
  element.classList.toggle("is-bare", size[2] > 0);
  element.classList.toggle("is-under", !!hidden);
  moveTo(tag, size, spot);
  const end = lead && !hidden ? [lead[2] - x, lead[3] - y] : [0, 0];
  leader.setAttribute("x2", end[0]);
  leader.setAttribute("y2", end[1]);
}

/** Points along a line of pixels, every 14 of them. */
function alongLine(points) {
  return points.slice(1).flatMap(({ x, y }, n) => {
    const from = points[n];
    const steps = Math.min(Math.ceil(Math.hypot(x - from.x, y - from.y) / 14), 200);
    return Array.from({ length: steps }, (_, i) => [from.x + ((x - from.x) * i) / steps, from.y + ((y - from.y) * i) / steps]);
  });
}

/** Where things of the map's own stand that do not move with it, and a little around them. */
function ownOf({ map, stage }, selector) {
  const [left, top] = viewOf(map, -GAP_PX);
  return [...stage.querySelectorAll(selector)].map(({ offsetLeft: x, offsetTop: y, offsetWidth, offsetHeight }) =>
    [left + x, top + y, left + x + offsetWidth + 2 * GAP_PX, top + y + offsetHeight + 2 * GAP_PX]);
}

/** Names of the ground yield to the story, to each other, and to the controls; done anew when the map has moved. */
export function settleNames(scene) {
  const { map, names, stage, taken, covered = [] } = scene;
  const zoom = map.getZoom() + 0.4;
  const asked = names.filter((name) => name.zoom <= zoom);
  const view = viewOf(map, 0);
  placeLocator(scene, view);
  const own = ownOf(scene, ".controls, .scale, .locator:not(.is-away)");
  const look = [map.getSize().x, stage.className, matchMedia("print").matches].join();
  const boxes = asked.map((name) => ({ ...map.latLngToLayerPoint(name.latlng), size: sizeOfName(look, name), town: name.town }));
  const spots = chooseNames(boxes, [...taken, ...covered, ...own], view);
  for (const name of names) name.element.classList.toggle("is-off", !spots[asked.indexOf(name)]);
  asked.forEach(({ words }, i) => { if (spots[i]) moveTo(words, boxes[i].size, spots[i]); });
}
