// Which reports a reader wants to see. Pure: columns as in geomap/page/facets.py and `role`, a filter, an index.

const DAY = 1440;
const HOUR = 60;  // a day is an hour longer where clocks go back

/** What of a filter can be switched off, value by value. */
export const KINDS = ["role", "basis", "way", "source", "category", "place", "date"];

/** A filter that lets everything pass. `time` is [first minute or null, first minute after it or null], or null. */
export const noFilter = () => ({
  time: null, sure: { km: 0, days: 0 }, off: Object.fromEntries(KINDS.map((kind) => [kind, new Set()])),
});

/** The columns, made ready to be asked: with the roles, and sets where the page has lists. */
export const prepare = (facets, roles) => ({ ...facets, role: roles, doubtful: new Set(facets.about) });

/** Whether a report passes. */
export const passes = (facets, filter, i) => !missedBy(facets, filter, i);

/** What keeps a report out, the first such: a kind, "time", "sure"; or "" where it passes. */
export function missedBy(facets, filter, i) {
  const { off, sure } = filter;
  if (off.role.has(facets.role[i])) return "role";
  if (!isTold(facets.sources[i], facets, off.source)) return "source";
  if (off.category.size && off.category.has(facets.categories[facets.category[i]] ?? "")) return "category";
  if (off.place.size && off.place.has(facets.bases[facets.basis[i]])) return "place";
  if (sure.km && !(facets.km[i] !== null && facets.km[i] <= sure.km)) return "sure";
  if (sure.days && !isSharp(facets, i, sure.days)) return "sure";
  return within(facets.from[i], facets.to[i], filter);
}

/** Whether a leg passes: by its own time and sources, and by how well the reports at its ends are known. */
export function legPasses(facets, filter, j) {
  const { legs } = facets;
  const ends = { time: null, sure: filter.sure, off: { ...filter.off, role: NONE, source: NONE, date: NONE } };
  return !within(legs.from[j], legs.to[j], filter) && isTold(legs.sources[j], facets, filter.off.source) &&
    legs.ends[j].every((i) => passes(facets, ends, i));
}

const NONE = new Set();

const isTold = (sources, { sourceIds }, off) => !off.size || !sources.length || sources.some((s) => !off.has(sourceIds[s]));

const isSharp = ({ from, to, doubtful }, i, days) =>
  from[i] !== null && to[i] !== null && to[i] - from[i] <= days * DAY + HOUR && !doubtful.has(i);

/** What keeps a window out, or "". Those that meet the filter's pass; what has no date stands aside, and is kept unless switched off. */
export function within(from, to, { time, off }) {
  if (from === null && to === null) return off.date.has("none") ? "date" : "";
  if (!time) return "";
  const [first, last] = time;
  const early = last !== null && from !== null && from >= last;
  const late = first !== null && to !== null && (to === from ? to < first : to <= first);
  return early || late ? "time" : "";
}

/** Whether a filter keeps anything out that the map shows at first; `usual` are the bases that are off at first. */
export function isActive({ time, sure, off }, usual) {
  const changed = KINDS.some((kind) => kind !== "basis" && off[kind].size);
  return !!(time || sure.km || sure.days || changed || off.basis.size !== usual.size || [...off.basis].some((each) => !usual.has(each)));
}

/** The reports that begin at each moment, in order: [minute, indices]; those of an open beginning come first. */
export function moments({ from, to }, indices) {
  const found = new Map();
  for (const i of indices) {
    if (from[i] === null && to[i] === null) continue;
    const at = from[i] ?? -Infinity;
    if (!found.has(at)) found.set(at, []);
    found.get(at).push(i);
  }
  return [...found].sort(([a], [b]) => a - b);
}

/** Indices in the order of time; those without a date come last, in the order of the story. */
export const byTime = ({ from, to }, indices) => [...indices].sort((a, b) => key(from, to, a) - key(from, to, b) || a - b);

const key = (from, to, i) => from[i] ?? (to[i] === null ? Number.MAX_VALUE : -Number.MAX_VALUE);
