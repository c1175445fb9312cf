// Where names and numbers stand so that none covers another: pixels only, no map. A rectangle is [left, top, right, bottom].


/** How much of a rectangle lies in another, in square pixels. */
export function overlap(a, b) {
  const wide = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const high = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return wide > 0 && high > 0 ? wide * high : 0;
}

/** A box of this size whose point fx, fy (0 to 1, from its upper left) lies dx, dy off an anchor. */
function placed({ x, y }, [width, height], [dx, dy, fx, fy]) {
  const left = x + dx - width * fx;
  const top = y + dy - height * fy;
  return [left, top, left + width, top + height];
}

// [dx, dy, fx, fy, cost]. Around a point: beside it first, then above and below, then farther off with a leader line.
export const AROUND_POINT = [
  [9, 0, 0, 0.5, 0], [-9, 0, 1, 0.5, 60], [0, -10, 0.5, 1, 90], [0, 10, 0.5, 0, 110],
  ...[18, 32].flatMap((far) => [[1, -1], [1, 1], [-1, -1], [-1, 1]].map(([x, y], i) =>
    [x * far, y * (far + 3), x < 0 ? 1 : 0, y < 0 ? 1 : 0, 9 * far + 10 * i])),
];
// On a narrow map with many places: close by, if there is room.
export const NEAR_POINT = [
  ...[7, 16].flatMap((far) => [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1]].map(([x, y], i) =>
    [x * far, y * far, 0.5 - x / 2, 0.5 - y / 2, 6 * far + 2 * i])),
];
// Where all of these are taken: in rings around the point, as far as need be, with a leader line.
export const FAR_POINT = [34, 52, 70, 88, 108, 130, 155, 180, 210, 240].flatMap((far) => Array.from({ length: 16 }, (_, i) => {
  const [x, y] = [Math.cos((i * Math.PI) / 8), Math.sin((i * Math.PI) / 8)];
  return [far * x, far * y, 0.5 - x / 2, 0.5 - y / 2, 9 * far + i / 4];
}));
// Around the middle of an area, which marks no spot: a little to any side.
export const AROUND_MIDDLE = [0, 26, 40, 54, 70].flatMap((far) =>
  [[0, -1], [0, 1], [-1, 0], [1, 0], [-1, -1], [1, -1], [-1, 1], [1, 1]].map(([x, y]) =>
    [x * far, y * far, 0.5, 0.5, 3 * far * Math.hypot(x, y)]));
// Words about a stretch: farther off, too.
export const AROUND_STRETCH = [...AROUND_MIDDLE, ...[90, 110, 130].flatMap((far) =>
  [-1, 1].flatMap((y) => [0, 60, -60].map((x) => [x, y * far, 0.5, 0.5, 3 * far + Math.abs(x)])))];
// Among very many places there is no room around any: the number stands on its point, if it can.
export const ON_POINT = [[0, 0, 0.5, 0.5, 0]];
// A town's name stands right of its dot, else left, above, below; other names stand on their middle.
const AROUND_TOWN = [[6, 0, 0, 0.5], [-6, 0, 1, 0.5], [0, -6, 0.5, 1], [0, 6, 0.5, 0]];

/**
 * The best spot for each box, one after the other, the first having the first choice.
 *
 * boxes: {x, y, spots, far, dot, sizes}, where a later size [width, height, cost] leaves out the name, and `far` are
 * spots for the last size, where none of the others is free; dots: rectangles that must stay free; points: [x, y] along the lines, which are better not covered; view: what the map shows.
 * Returns {spot, rect, size, hidden} for each box; a shy one is hidden rather than lie on another.
 */
export function arrange(boxes, dots, points, view) {
  const taken = [];
  return boxes.map((box) => {
    let best = null;
    const attempt = (size, spot, mustBeFree) => {
      const rect = placed(box, size, spot);
      let cost = size[2] + spot[4];
      if (best && cost >= best.cost && !(mustBeFree && best.under)) return;
      const under = taken.reduce((sum, other) => sum + overlap(rect, other), 0);
      const outside = size[0] * size[1] - overlap(rect, view);
      if (mustBeFree && (under || outside > 1)) return;
      cost += 4 * outside + 12 * under;
      for (const dot of dots) if (dot !== box.dot) cost += 8 * overlap(rect, dot);
      for (const [x, y] of points) if (overlap(rect, [x, y, x + 1, y + 1])) cost += 45;
      const better = !best || cost < best.cost || (mustBeFree && best.under);
      if (better) best = { cost, spot, rect, size, under, hidden: box.shy && under > 0 };
    };
    for (const size of box.sizes) for (const spot of box.spots) attempt(size, spot, false);
    const seen = overlap([box.x, box.y, box.x + 1, box.y + 1], view);
    if (best.under && seen) for (const spot of box.far ?? []) attempt(box.sizes.at(-1), spot, true);
    if (!best.hidden) taken.push(best.rect);
    return best;
  });
}

/** For each name, by importance, the first spot in view where it touches nothing, or undefined. names: {x, y, size, town}. */
export function chooseNames(names, taken, view) {
  const all = [...taken];
  return names.map((name) =>
    (name.town ? AROUND_TOWN : ON_POINT).find((spot) => {
      const rect = placed(name, name.size, spot);
      const whole = overlap(rect, view) > name.size[0] * name.size[1] - 1;
      const free = whole && all.every((other) => !overlap(rect, other));
      if (free) all.push(rect);
      return free;
    }));
}
