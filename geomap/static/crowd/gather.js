// What stands where at one zoom: single reports, and marks for those that would lie on each other. Pure: pixels only.
//
// The world is cut into cells that stay where they are when the map moves. A cell whose reports stand clear of each other
// shows each at its place; any other shows one mark for each sort of report in it, side by side, so that no mark lies on
// another and none holds two sorts.

import { runs } from "./grid.js";

export const DOT_PX = 5;  // radius of a single report
const APART_PX = 11;  // between the middles of two single reports
const FEW = 12;  // more reports than this in a cell are not looked at one by one
const EDGE_PX = DOT_PX + 1;  // marks keep so far from the edge of their cell, so that single reports beyond it stand clear
const MARK_PX = 24;  // room that each mark should have
const GAP_PX = 1.6;  // between two marks
const SEED_PX = 2.2;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const POINTS_A_STEP = 10000;
const CELLS_A_STEP = 8;
const CELLS = [72, 136];  // least and most pixels of a cell's side

/** The side of a cell, in pixels, for so many sorts of reports. */
export const cellSide = (sorts) => Math.max(CELLS[0], Math.min(CELLS[1], Math.ceil(Math.sqrt(sorts)) * MARK_PX + 2 * EDGE_PX));

/** The radius of a mark for so many reports, in pixels. */
export const markRadius = (count) => (count === 1 ? DOT_PX : Math.min(30, 6.5 + 0.95 * count ** 0.46));

/**
 * The marks of a box of the world.
 *
 * model: {x, y, group, kinds, count}; grid: their index; passing: bytes, or null for all; scale: pixels around the world;
 * box: [left, top, right, bottom] in pixels of that world; next: scratch memory, one number a report.
 * A generator, which may rest at each of its steps; it returns [{x, y, r, count, kind, head}] in pixels of the world, and
 * `head` begins a chain of members through `next`.
 */
export function* gather(model, grid, passing, scale, box, next) {
  const side = cellSide(model.kinds.length);
  const left = Math.floor(box[0] / side);
  const top = Math.floor(box[1] / side);
  const wide = Math.floor(box[2] / side) - left + 1;
  const high = Math.floor(box[3] / side) - top + 1;
  const sorts = model.kinds.length;
  const heads = new Int32Array(wide * high * sorts).fill(-1);
  const counts = new Uint32Array(wide * high * sorts);
  const { x, y, group } = model;
  const { order } = grid;
  const edges = [left * side / scale, top * side / scale, (left + wide) * side / scale, (top + high) * side / scale];
  const perCell = scale / side;
  const found = [];
  runs(grid, edges, (from, to) => {
    for (let at = from; at < to; at += POINTS_A_STEP) found.push([at, Math.min(at + POINTS_A_STEP, to)]);
  });
  let since = 0;
  for (const [from, to] of found) {
    since += to - from;
    if (since > POINTS_A_STEP) {
      yield;
      since = 0;
    }
    for (let n = from; n < to; n++) {
      const i = order[n];
      if (passing && !passing[i]) continue;
      const column = Math.floor(x[i] * perCell) - left;
      const row = Math.floor(y[i] * perCell) - top;
      if (column < 0 || column >= wide || row < 0 || row >= high) continue;
      const slot = (row * wide + column) * sorts + group[i];
      next[i] = heads[slot];
      heads[slot] = i;
      counts[slot]++;
    }
  }
  return yield* settleCells({ x, y, next, scale, side, left, top, wide, high, sorts, heads, counts });
}

function* settleCells(all) {
  const { wide, high, sorts, counts } = all;
  const sparse = new Map();  // cell -> its reports, each at its place
  const dense = [];
  for (let cell = 0; cell < wide * high; cell++) {
    if (cell % (4 * CELLS_A_STEP) === 0) yield;
    let total = 0;
    for (let slot = cell * sorts; slot < (cell + 1) * sorts; slot++) total += counts[slot];
    if (!total) continue;
    const single = total <= FEW ? members(all, cell) : null;
    if (single && standClear(single, single)) sparse.set(cell, single);
    else dense.push(cell);
  }
  for (const cell of crowdedAtEdges(all, sparse)) {
    sparse.delete(cell);
    dense.push(cell);
  }
  const marks = [];
  for (const [n, cell] of dense.entries()) {
    if (n % CELLS_A_STEP === 0) yield;
    marks.push(...marksOf(all, cell));
  }
  for (const single of sparse.values()) marks.push(...single);
  return marks;
}

/** The reports of a cell, each as a mark of its own. */
function members({ x, y, next, scale, sorts, heads }, cell) {
  const found = [];
  for (let kind = 0; kind < sorts; kind++) {
    for (let i = heads[cell * sorts + kind]; i >= 0; i = next[i]) {
      found.push({ x: x[i] * scale, y: y[i] * scale, r: DOT_PX, count: 1, kind, head: i });
    }
  }
  return found;
}

function standClear(some, others) {
  for (const a of some) for (const b of others) if (a !== b && (a.x - b.x) ** 2 + (a.y - b.y) ** 2 < APART_PX ** 2) return false;
  return true;
}

/** The cells whose single reports lie on those of a neighbour. */
function crowdedAtEdges({ wide }, sparse) {
  const crowded = new Set();
  for (const [cell, single] of sparse) {
    for (const other of [1, wide - 1, wide, wide + 1].map((step) => cell + step)) {
      if (sparse.has(other) && !standClear(single, sparse.get(other))) crowded.add(cell).add(other);
    }
  }
  return crowded;
}

/** One mark for each sort in a cell, side by side about the middle of its reports, inside of the cell. */
function marksOf({ x, y, next, scale, side, left, top, wide, sorts, heads, counts }, cell) {
  const marks = [];
  let [sumX, sumY, total] = [0, 0, 0];
  for (let kind = 0; kind < sorts; kind++) {
    const slot = cell * sorts + kind;
    const count = counts[slot];
    if (!count) continue;
    for (let i = heads[slot], n = 0; i >= 0 && n < 64; i = next[i], n++) {  // some of them tell where most are
      sumX += x[i];
      sumY += y[i];
      total++;
    }
    marks.push({ x: 0, y: 0, r: markRadius(count) + GAP_PX / 2, count, kind, head: heads[slot] });
  }
  marks.sort((a, b) => b.count - a.count || a.kind - b.kind);
  const reach = pack(marks);
  const room = side / 2 - EDGE_PX;
  const fit = Math.min(1, room / reach);
  const inside = (at, from) => Math.max(from + side / 2 - room + fit * reach, Math.min(from + side / 2 + room - fit * reach, at));
  const middleX = inside((sumX / total) * scale, ((cell % wide) + left) * side);
  const middleY = inside((sumY / total) * scale, (Math.floor(cell / wide) + top) * side);
  for (const mark of marks) {
    mark.x = middleX + fit * mark.x;
    mark.y = middleY + fit * mark.y;
    mark.r = fit * mark.r - GAP_PX / 2;
  }
  return marks;
}

const SEEDS = [];
const seedAt = (n) => [SEED_PX * Math.sqrt(n) * Math.cos(n * GOLDEN), SEED_PX * Math.sqrt(n) * Math.sin(n * GOLDEN)];

/** Puts discs about 0, 0, the first in the middle, each on a sunflower's next seed where it touches none. Returns how far they reach. */
function pack(discs) {
  let reach = 0;
  let seed = 0;
  discs.forEach((disc, n) => {
    for (;; seed++) {
      const [x, y] = (SEEDS[seed] ??= seedAt(seed));
      let free = true;
      // The last are the likeliest to be touched: they lie on the seeds before.
      for (let m = n - 1; free && m >= 0; m--) {
        const [away, down, least] = [x - discs[m].x, y - discs[m].y, disc.r + discs[m].r];
        free = away * away + down * down >= least * least;
      }
      if (!free) continue;
      disc.x = x;
      disc.y = y;
      break;
    }
    reach = Math.max(reach, Math.hypot(disc.x, disc.y) + disc.r);
  });
  return reach;
}

/** The reports of a mark, in the order of the story; at most so many. */
export function membersOf({ head, count }, next, most = Infinity) {
  if (count === 1) return [head];  // alone at its place: the chain goes on to others of its cell
  const found = [];
  for (let i = head; i >= 0 && found.length < most; i = next[i]) found.push(i);
  return found.sort((a, b) => a - b);
}
