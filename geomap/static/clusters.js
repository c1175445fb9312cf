// Which of very many reports stand for each other on the map: near each other in pixels, and alike. Pure.

const ROOM_PX = 80 * 80;  // what of the map each mark in view has; where there are more, they are drawn together from farther off
const NEAR_PX = 34;

/**
 * Groups of items: each item in one, alike by its key, none farther than `radius` from the first of its group.
 * items: [{x, y, key}]; gives lists of indices, in the order of the items.
 */
export function group(items, radius) {
  const cells = new Map();
  const groups = [];
  items.forEach(({ x, y, key }, i) => {
    const [column, row] = [Math.floor(x / radius), Math.floor(y / radius)];
    let best = null;
    let least = radius * radius;
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        for (const found of cells.get(`${column + dx} ${row + dy} ${key}`) ?? []) {
          const [first] = found;
          const far = (items[first].x - x) ** 2 + (items[first].y - y) ** 2;
          if (far <= least) [best, least] = [found, far];
        }
      }
    }
    if (best) {
      best.push(i);
      return;
    }
    const made = [i];
    const cell = `${column} ${row} ${key}`;
    if (!cells.has(cell)) cells.set(cell, []);
    cells.get(cell).push(made);
    groups.push(made);
  });
  return groups;
}

/** The same, coarser where it takes so many marks that those in view could not be told apart on a map of this size. */
export function groupForView(items, isInView, { x, y }) {
  const most = Math.max(24, (x * y) / ROOM_PX);
  for (let radius = NEAR_PX; ; radius *= 1.25) {
    const groups = group(items, radius);
    if (radius > 300 || groups.filter(([first]) => isInView(items[first])).length <= most) return groups;
  }
}
