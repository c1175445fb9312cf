// Very many reports on the map: one canvas, painted when the map comes to rest, and what lies under the pointer.

import { canvasLayer, worldPoint } from "../leaflet.js";
import { line } from "../shapes.js";
import { DOT_PX, gather, membersOf } from "./gather.js";
import { gridOf, runs } from "./grid.js";
import { brushes, paintAreas, paintCircles, paintMarks } from "./paint.js";

const PADDING = 0.35;  // of the map's size, to either side: as far as the map can be dragged before it is painted anew
const REACH_PX = 4;  // a pointer may miss a mark by so much
const CIRCLES_AMONG = 4000;  // more reports in view than this are too many for a circle each

/** Adds the layer. `settled` is called when it has been painted anew. Returns {redraw, at, members, pick}. */
export function addLayer(scene, model, settled) {
  const { map } = scene;
  const grid = gridOf(model.x, model.y);
  // The chains of the marks that are seen, and of those that are being made.
  let [next, spare] = [new Int32Array(model.count), null];
  const outlines = outlinesOf(scene, model);
  let brush = null;
  let marks = [];
  let picked = -1;
  const layer = { passing: null };
  const paint = canvasLayer(map, "crowd", 380, PADDING, function* (context, view) {
    brush ??= brushes(scene, model);
    const { left, top, width, height, world } = view;
    const chains = (spare ??= new Int32Array(model.count));
    const made = yield* gather(model, grid, layer.passing, world, [left, top, left + width, top + height], chains);
    yield;
    const near = inView(grid, model, layer.passing, view);
    if (near) {
      const shown = new Set(near.map((i) => model.area?.[i]));
      paintAreas(context, view, outlines.filter(({ area }) => shown.has(area)).map((each) => ({ ...each, colour: colourOf(brush, model, each.first) })), brush);
      yield;
      paintCircles(context, view, model, near, brush);
      yield;
    }
    context.canvas.dataset.marks = made.length;
    context.canvas.dataset.reports = made.reduce((sum, { count }) => sum + count, 0);
    const chosen = picked >= 0 && model.x[picked] === model.x[picked] ? markOf(picked, world, made, chains) : null;
    yield* paintMarks(context, view, made, brush, chosen);
    [marks, next, spare] = [made, chains, next];
    scene.covered = covered(map, marks);
  });
  const redraw = async (now) => {
    const done = await paint(now);
    if (done) settled();
    return done;
  };
  const print = matchMedia("print");
  map.on("moveend", () => redraw(print.matches));  // paper does not wait for slices
  /** The mark that a report is in, or a place for one where it stands alone. */
  const markOf = (i, world, marks, next) => {
    const [x, y] = [model.x[i] * world, model.y[i] * world];
    const near = marks.filter((mark) => mark.kind === model.group[i] && Math.hypot(mark.x - x, mark.y - y) < 130);
    return near.find((mark) => membersOf(mark, next).includes(i)) ?? { x, y, r: DOT_PX };
  };
  const repaint = () => {
    brush = null;
    redraw(true);
  };
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)", "print"]) {
    matchMedia(query).addEventListener("change", repaint);
  }
  return Object.assign(layer, {
    redraw,
    /** The mark under an event of the pointer, or undefined. */
    at(event) {
      const [x, y] = worldPoint(map, event);
      let [best, least] = [undefined, Infinity];
      for (const mark of marks) {
        const away = Math.hypot(mark.x - x, mark.y - y) - mark.r;
        if (away < least) [best, least] = [mark, away];
      }
      return least <= REACH_PX ? best : undefined;
    },
    members: (mark, most) => membersOf(mark, next, most),
    pick(i) {
      if (i === picked) return;
      picked = i;
      redraw();
    },
  });
}

/** Where names of the ground had better not stand: on a mark that says a number. */
function covered(map, marks) {
  const { x: left, y: top } = map.getPixelOrigin();
  return marks.filter(({ count }) => count > 1).map(({ x, y, r }) => [x - left - r, y - top - r, x - left + r, y - top + r]);
}

const colourOf = (brush, model, i) => brush.kinds[model.group[i]].colour;

/** The reports in view, or null where they are too many. */
function inView(grid, { x, y }, passing, { left, top, width, height, world }) {
  const box = [left / world, top / world, (left + width) / world, (top + height) / world];
  const found = [];
  let many = false;
  runs(grid, box, (from, to) => {
    if (many || found.length + to - from > 4 * CIRCLES_AMONG) {
      many = true;
      return;
    }
    for (let n = from; n < to; n++) {
      const i = grid.order[n];
      if (passing && !passing[i]) continue;
      if (x[i] >= box[0] && x[i] <= box[2] && y[i] >= box[1] && y[i] <= box[3]) found.push(i);
    }
  });
  return many || found.length > CIRCLES_AMONG ? null : found;
}

/** The outlines of the distinct areas, as fractions of the way around the world. */
function outlinesOf({ data }, { areas, area, count }) {
  if (!area) return [];
  const first = new Map();
  for (let i = 0; i < count && first.size < areas.length; i++) if (area[i] && !first.has(area[i])) first.set(area[i], i);
  return [...first].filter(([number]) => areas[number - 1].rings.length).map(([number, i]) => {
    const rings = areas[number - 1].rings.flat().map((text) => line(text, data.outline).flatMap(([lat, lon]) => [lon / 360 + 0.5, mercatorY(lat)]));
    const all = rings.flat();
    const [xs, ys] = [all.filter((_, n) => n % 2 === 0), all.filter((_, n) => n % 2)];
    const span = (values) => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
    const [[west, east], [north, south]] = [span(xs), span(ys)];
    return { area: number, first: i, rings, box: [west, north, east, south] };
  });
}

function mercatorY(lat) {
  const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}
