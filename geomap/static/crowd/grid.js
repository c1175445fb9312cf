// Points by the cells of a grid, so that a view asks only for what may be in it. Pure.

const MOST_CELLS = 512;  // along each side
const PER_CELL = 8;

/** The index of points x, y; those at NaN are left out. */
export function gridOf(x, y) {
  let [west, north, east, south, placed] = [Infinity, Infinity, -Infinity, -Infinity, 0];
  for (let i = 0; i < x.length; i++) {
    if (!(x[i] === x[i])) continue;
    placed++;
    if (x[i] < west) west = x[i];
    if (x[i] > east) east = x[i];
    if (y[i] < north) north = y[i];
    if (y[i] > south) south = y[i];
  }
  const side = Math.max(1, Math.min(MOST_CELLS, Math.ceil(Math.sqrt(placed / PER_CELL))));
  const wide = (east - west) / side || 1;
  const high = (south - north) / side || 1;
  const column = (at) => Math.max(0, Math.min(side - 1, Math.floor((at - west) / wide)));
  const row = (at) => Math.max(0, Math.min(side - 1, Math.floor((at - north) / high)));
  const starts = new Uint32Array(side * side + 1);
  const cell = new Uint32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    if (!(x[i] === x[i])) continue;
    cell[i] = row(y[i]) * side + column(x[i]);
    starts[cell[i] + 1]++;
  }
  for (let c = 0; c < side * side; c++) starts[c + 1] += starts[c];
  const order = new Uint32Array(placed);
  const next = starts.slice();
  for (let i = 0; i < x.length; i++) if (x[i] === x[i]) order[next[cell[i]]++] = i;
  return { order, starts, side, row, column, bounds: [west, north, east, south] };
}

/** Calls `each` with runs [from, to) of `order` that hold all points of a box, and some beside it. */
export function runs({ starts, side, row, column, bounds }, [west, north, east, south], each) {
  if (!(west <= bounds[2] && east >= bounds[0] && north <= bounds[3] && south >= bounds[1])) return;
  const [first, last] = [column(west), column(east)];
  for (let r = row(north); r <= row(south); r++) {
    const [from, to] = [starts[r * side + first], starts[r * side + last + 1]];
    if (from < to) each(from, to);
  }
}
