// Where names and numbers stand so that none covers another: pixels only, no map. A rectangle is [left, top, right, bottom].

const FAR_PX = 26;  // a number farther than this from its dot gets a line to it
const STRUCK = 600;  // what it costs that a line goes over a dot, a number or another line
const COVERED = 3000;  // and that a number covers another, or something of the map's own
const TURNS = 6;

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

/** Whether one straight line crosses another. */
function cross([a, b, c, d], [e, f, g, h]) {
  const side = (x, y, u, v, p, q) => (u - x) * (q - y) - (v - y) * (p - x) > 0;
  return side(a, b, c, d, e, f) !== side(a, b, c, d, g, h) && side(e, f, g, h, a, b) !== side(e, f, g, h, c, d);
}

/** Whether a line goes over a rectangle: then it crosses a diagonal. */
const over = (line, [a, b, c, d]) => cross(line, [a, b, c, d]) || cross(line, [a, d, c, b]);

/** The line from a dot to its numbers, which stand at one end of the rectangle; beside its dot they need none. */
function leadOf({ x, y, dot, numbers }, [left, top, right, bottom], [, , fx]) {
  if (!dot) return null;
  const from = fx === 1 ? right - numbers : left;
  const inset = Math.min(12, numbers / 2);
  const end = [Math.max(from + inset, Math.min(x, from + numbers - inset)), (top + bottom) / 2];
  return Math.hypot(end[0] - x, end[1] - y) > FAR_PX ? [x, y, ...end] : null;
}

/**
 * A spot for each box: in turn the best that those before it leave, then again as long as one finds a better one among all.
 *
 * boxes: {x, y, spots, far, dot, numbers, sizes, clear}, where a later size [width, height, cost] leaves out the name,
 * `numbers` is how wide these are, and `far` are spots for the last size; dots, and a box's `clear`: rectangles that had
 * better stay free; points: [x, y] along the lines, likewise; view: what the map shows; kept: rectangles of the map's own.
 * Returns {spot, rect, size, lead, hidden} for each box; a shy one is hidden rather than lie on another.
 */
export function arrange(boxes, dots, points, view, kept) {
  const choices = boxes.map((box) => choicesOf(box, view));
  const found = [];
  const choose = (box, i) => {
    const avoid = [...dots.filter((dot) => dot !== box.dot), ...(box.clear ?? [])];
    const struck = dots.filter((dot) => box.dot && !overlap(dot, box.dot));
    let [best, least] = [found[i], Infinity];
    for (const choice of choices[i]) {
      if (choice.prior >= least) break;
      let cost = choice.fixed ??= fixedCost(choice, avoid, struck, points, view, kept);
      for (let j = 0; j < found.length && cost < least; j += 1) if (j !== i) cost += between(choice, found[j]);
      if (cost < least) [best, least] = [choice, cost];
    }
    const changed = found[i] !== best;
    found[i] = best;
    return changed;
  };
  for (let turn = 0; turn < TURNS; turn += 1) if (!boxes.map(choose).some(Boolean)) break;
  found.forEach((each, i) => {
    each.hidden = !!boxes[i].shy && [...kept, ...found.filter((other) => other !== each && !other.hidden).map(({ rect }) => rect)].some((rect) => overlap(each.rect, rect));
  });
  return found;
}

/** Where a box may stand, the dearest last. */
function choicesOf(box, view) {
  const { x, y, sizes, spots, far = [] } = box;
  const seen = overlap([x, y, x + 1, y + 1], view);
  const choice = (size) => (spot) => {
    const rect = placed(box, size, spot);
    return { spot, size, rect, lead: leadOf(box, rect, spot), prior: size[2] + spot[4] };
  };
  return [...sizes.flatMap((size) => spots.map(choice(size))), ...(seen ? far.map(choice(sizes.at(-1))) : [])].sort((a, b) => a.prior - b.prior);
}

/** What a choice costs wherever the others stand. */
function fixedCost({ prior, rect, size, lead }, avoid, struck, points, view, kept) {
  let cost = prior + 8 * (size[0] * size[1] - overlap(rect, view));
  for (const other of kept) if (overlap(rect, other)) cost += COVERED;
  for (const dot of avoid) cost += 8 * overlap(rect, dot);
  for (const [x, y] of points) if (overlap(rect, [x, y, x + 1, y + 1])) cost += 45;
  if (lead) for (const other of [...struck, ...kept]) if (over(lead, other)) cost += STRUCK;
  return cost;
}

/** What two choices cost each other. */
function between(a, b) {
  const common = overlap(a.rect, b.rect);
  const strikes = (a.lead && over(a.lead, b.rect)) + (b.lead && over(b.lead, a.rect)) + (a.lead && b.lead && cross(a.lead, b.lead));
  return (common && COVERED + 12 * common) + STRUCK * strikes;
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
