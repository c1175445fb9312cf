// Legs with their corridors, arrow heads and bars, the ways to the road, and what closed a stretch; laid anew at each zoom.

import { iconAt, latLng, layerGroup, pane, polygon, polyline } from "./leaflet.js";
import { around, line, make } from "./shapes.js";

const LANE_PX = 7;  // see geomap/lanes.py
const STEP_PX = 110;  // from one arrow head to the next
const CLEAR_PX = 44;  // so far a short leg's head keeps from those of other legs of its kind
const HEADS = { filled: [[-5, -5], [6, 0], [-5, 5]], open: [[-5, -5.5], [6, 0], [-5, 5.5]] };
const BAR = [[0, -9], [0, 9]];
const LETTER_PX = 18;  // so far a way's letter keeps from the dots of places
const LETTERED_PX = 40;  // a leg shorter than this has no letter on it: it would hide the leg
const BAR_PX = 11;  // so far before the end a blocked leg stops
const CROSS = [[[-4, -4], [4, 4]], [[-4, 4], [4, -4]]];

export function drawLegs(scene) {
  const { data } = scene;
  scene.legs = data.legs.map((leg) => drawLeg(scene, leg, data.lines[leg.basis]));
  layLegs(scene);
  for (const leg of scene.legs) putLayer(scene, leg.layers, isOff(scene, leg));
}

/** Whether the reader has switched a leg off: its basis, every source that tells of it as a rival, or by the filter. */
export const isOff = ({ hidden, gone }, { anchor, basis, told }) =>
  hidden.basis.has(basis) || gone.has(anchor) || !!told?.every((source) => hidden.source.has(source));

export const putLayer = ({ map }, layer, off) => (off ? layer?.remove() : layer?.addTo(map));

function drawLeg(scene, leg, style) {
  const { data, areaPane, linePane, markPane } = scene;
  const sort = `leg-${leg.basis}${leg.spare ? " spare" : ""}`;
  const runs = leg.lines.map((text) => line(text, data.k));
  const band = leg.corridor.map((rings) => rings.map((text) => line(text, data.outline)));
  const shapes = band.length ? [polygon(around(data, band), { ...areaPane, className: `corridor ${sort}` })] : [];
  const lay = (className, pane, more) => polyline([], { ...pane, ...more, className });
  const casing = lay("casing", linePane, { weight: style.width + 3.5 });
  const way = lay(`leg ${sort}`, linePane);
  const reach = lay("leg-reach", linePane, { interactive: true });
  const tell = (path, anchor) => path.on("add", () => { path.getElement().dataset.anchor = anchor; });
  const heads = (style.arrow === "filled" ? polygon : polyline)([], { ...markPane, className: `arrow arrow-${style.arrow} ${sort}` });
  const bar = lay(`bar ${sort}`, markPane);
  const crossed = lay("cross", markPane, { interactive: true });
  const access = lay(`access ${sort}`, linePane);
  access.setLatLngs(around(data, (leg.access ?? []).map((text) => line(text, data.k))));
  tell(reach, leg.anchor);
  if (leg.barred) tell(crossed, leg.barred[0]);
  const middle = runs[Math.floor(runs.length / 2)];
  const latlng = latLng(...middle[Math.floor(middle.length / 2)]);
  const letters = leg.letters ? [iconAt(latlng, make("b", `letters ${sort}`, [leg.letters]), "mark-icon", "marks")] : [];
  const marks = [style.bar && bar, style.arrow !== "none" && !leg.spare && heads, leg.barred && crossed].filter(Boolean);
  const layers = layerGroup([...shapes, ...(leg.access ? [access] : []), casing, way, reach, ...marks, ...letters]);
  const owner = { ...leg, style, runs, layers, lines: [casing, way, reach], bar, heads, crossed, letters };
  if (!leg.spare) scene.parts.set(leg.anchor, { shapes: [way, ...shapes], latlng, owner });
  return owner;
}

/** Lays the legs for this zoom: each in its lane, heads at even steps, a bar where it was blocked, crosses where it was closed. */
export function layLegs(scene) {
  const { map, data, hidden } = scene;
  const latlng = ({ x, y }) => {
    const { lat, lng } = map.unproject([x, y]);
    return [lat, lng];
  };
  const stamp = (shape, [x, y, turn]) => shape.map(([dx, dy]) => latlng({
    x: x + dx * Math.cos(turn) - dy * Math.sin(turn), y: y + dx * Math.sin(turn) + dy * Math.cos(turn) }));
  const taken = {};
  const dots = data.places.filter(({ km }) => km !== undefined).map(({ x, y }) => map.project([y / data.k, x / data.k]));
  for (const leg of scene.legs) {
    const { style, lane = 0 } = leg;
    leg.pixels = leg.runs.map((run) => beside(run.map((at) => map.project(at)), lane * LANE_PX));
    if (style.bar) {
      const last = leg.pixels.pop();
      const [x, y, turn] = endOf(last);
      leg.bar.setLatLngs(around(data, [stamp(BAR, [x, y, turn])]));
      leg.pixels.push([...last.slice(0, -1), { x, y }]);
    }
    const course = around(data, lane || style.bar ? leg.pixels.map((run) => run.map(latlng)) : leg.runs);
    for (const path of leg.lines) path.setLatLngs(course);
    const kind = (taken[leg.basis + lane] ??= []);
    leg.px = Math.max(...leg.pixels.map(lengthOf));
    leg.marks = style.arrow === "none" || leg.spare ? [] : leg.pixels.flatMap((run) => stations(run, STEP_PX, 22))
      .filter(([x, y], i, all) => all.length > 3 || kind.every(([a, b]) => Math.hypot(a - x, b - y) > CLEAR_PX));
    kind.push(...leg.marks);
    leg.heads.setLatLngs(around(data, leg.marks.map((at) => stamp(HEADS[style.arrow], at))));
    const closed = leg.barred && !hidden.role.has("stretch") ? leg.pixels.flatMap((run) => stations(run, 32, 12)) : [];
    leg.crosses = closed.filter(([x, y]) => leg.marks.every(([a, b]) => Math.hypot(a - x, b - y) > 13));
    leg.crossed.setLatLngs(around(data, leg.crosses.flatMap((at) => CROSS.map((stroke) => stamp(stroke, at)))));
    for (const icon of leg.letters) icon.setLatLng(latlng(clearSpot(leg.pixels[0], dots))).setOpacity(leg.px > LETTERED_PX ? 1 : 0);
  }
}

/** Where a line has room for its letter: its middle, or beside that where a place is. */
function clearSpot(points, dots) {
  const spots = [Infinity, lengthOf(points) / 3].flatMap((step) => stations(points, step, 0)).map(([x, y]) => ({ x, y }));
  return spots.find(({ x, y }) => dots.every((dot) => Math.hypot(dot.x - x, dot.y - y) > LETTER_PX)) ?? spots[0];
}

/** Where a blocked leg stops: at its end, but clear of the dot there. */
function endOf(points) {
  const [before, end] = points.slice(-2);
  const turn = Math.atan2(end.y - before.y, end.x - before.x);
  const back = Math.min(BAR_PX, lengthOf(points) / 2);
  return [end.x - back * Math.cos(turn), end.y - back * Math.sin(turn), turn];
}

/** A line of pixels moved to the right of its course. */
export function beside(points, px) {
  let last = points[0];
  if (!px) return points;
  const kept = points.filter((point, i) => {
    const far = !i || i === points.length - 1 || Math.hypot(point.x - last.x, point.y - last.y) > 4;
    if (far) last = point;
    return far;
  });
  const headings = kept.slice(1).map((point, i) => Math.atan2(point.y - kept[i].y, point.x - kept[i].x));
  return kept.map((point, i) => {
    const before = headings[i - 1] ?? headings[i];
    const bend = Math.atan2(Math.sin((headings[i] ?? before) - before), Math.cos((headings[i] ?? before) - before)) / 2;
    const far = px / Math.max(Math.cos(bend), 0.4);  // so that both sides of a corner keep their distance
    return { x: point.x - far * Math.sin(before + bend), y: point.y + far * Math.cos(before + bend) };
  });
}

const lengthsOf = (points) => points.map((point, i) => (i ? Math.hypot(point.x - points[i - 1].x, point.y - points[i - 1].y) : 0));
const lengthOf = (points) => lengthsOf(points).reduce((sum, length) => sum + length, 0);

/** [x, y, direction] at even steps along a line of pixels: one at least, but none on a line that is too short. */
function stations(points, step, least) {
  const lengths = lengthsOf(points);
  const whole = lengthOf(points);
  const count = whole < least ? 0 : Math.min(Math.max(1, Math.round(whole / step)), 3000);
  const found = [];
  let passed = 0;
  points.forEach((point, i) => {
    for (let at; found.length < count && (at = ((found.length + 0.5) * whole) / count) <= passed + lengths[i];) {
      const from = points[i - 1] ?? point;
      const share = lengths[i] ? (at - passed) / lengths[i] : 0;
      found.push([from.x + (point.x - from.x) * share, from.y + (point.y - from.y) * share, Math.atan2(point.y - from.y, point.x - from.x)]);
    }
    passed += lengths[i];
  });
  return found;
}
