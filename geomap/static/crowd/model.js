// Very many reports as columns: where they are, what sorts there are, what filters and cards ask. Knows no page.

import { coded, known, numbers, reader, textsOf, UNKNOWN } from "./columns.js";

const RADIAN = Math.PI / 180;
const MOST_COLOURS = 8;  // more categories than this cannot be told apart by colour
const CARD = [
  "title", "text", "when", "when_as_reported", "category", "as_written", "name", "kind", "exactness", "because", "place_id",
  "place_source", "licence", "link", "boundary", "told_by", "spellings", "actors", "counts", "withheld", "generalized",
];

/** Everything about the reports of a data island's part `crowd`. */
export function openModel(crowd) {
  const { count, k } = crowd;
  const [lons, lats] = [numbers(crowd.x), numbers(crowd.y)];
  const { x, y, placed } = mercator(lons, lats, k);
  const role = numbers(crowd.role);
  const status = numbers(crowd.status);
  const category = coded(crowd.category, count);
  const draw = numbers(crowd.draw);
  const ids = textsOf(crowd.ids);
  const model = {
    count, x, y, placed, draw, role, status, category,
    km: numbers(crowd.km),
    area: crowd.area && numbers(crowd.area), areas: crowd.areas,
    roles: crowd.roles.map(([name, label, note, aside, colour, filled, path]) => ({ name, label, note, aside, colour, filled, path })),
    statuses: crowd.statuses, sources: crowd.sources, locators: crowd.locators, said: crowd.said,
    graphic: new Set(crowd.graphic), id: ids.read, find: ids.find,
    of: Object.fromEntries(CARD.map((name) => [name, reader(crowd[name])])),
  };
  const ordinals = crowd.numbers && numbers(crowd.numbers);
  model.number = (i) => (ordinals ? ordinals[i] : i + 1);
  model.lat = (i) => (lats[i] === UNKNOWN ? NaN : lats[i] / k);
  model.lon = (i) => ((((lons[i] / k + 180) % 360) + 360) % 360) - 180;
  model.lonOnMap = (i) => lons[i] / k;
  model.byCategory = category.of.length > 1 && category.of.length <= MOST_COLOURS;
  Object.assign(model, groups(model));
  // Minutes as they came, for what goes through all of them at once.
  model.times = lazily({}, { from: () => numbers(crowd.facets.from), to: () => numbers(crowd.facets.to) });
  model.facets = facets(model, crowd);
  model.choices = {
    role: model.roles.map(({ name }) => name), sourceIds: model.facets.sourceIds, categories: model.facets.categories, bases: model.facets.bases,
  };
  return model;
}

/** Positions as fractions of the way around the world (Web Mercator); what has no place lies at NaN. */
function mercator(lon, lat, k) {
  const x = new Float64Array(lon.length);
  const y = new Float64Array(lon.length);
  let placed = 0;
  for (let i = 0; i < lon.length; i++) {
    if (lon[i] === UNKNOWN) {
      x[i] = y[i] = NaN;
      continue;
    }
    placed++;
    const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat[i] / k))) * RADIAN);
    x[i] = lon[i] / k / 360 + 0.5;
    y[i] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  }
  return { x, y, placed };
}

/** The sorts that never share a mark: of one role, one category, one way to know the place, and area or point. */
function groups({ count, role, status, category, draw, roles, statuses }) {
  const [r, s, c] = [roles.length, statuses.length, category.of.length];
  const codes = new Int32Array(r * s * c * 3).fill(-1);
  const group = new (r * s * c * 3 < 65536 ? Uint16Array : Uint32Array)(count);
  const kinds = [];
  for (let i = 0; i < count; i++) {
    const code = ((role[i] * s + status[i]) * c + category.at[i]) * 3 + draw[i];
    if (codes[code] < 0) codes[code] = kinds.push({ role: role[i], status: status[i], category: category.at[i], area: draw[i] === 2 }) - 1;
    group[i] = codes[code];
  }
  return { group, kinds };
}

/** The columns that filters.js asks, each made when it is first asked for. */
function facets({ times, count, role, roles, status, statuses, category, km, of }, { facets: told, sources }) {
  const made = { sourceIds: sources.map((each) => each[6]), categories: category.of.filter((name) => name !== null), bases: statuses.map(([name]) => name) };
  const codes = category.of.map((name) => made.categories.indexOf(name));
  const makers = {
    from: () => Array.from(times.from, known),
    to: () => Array.from(times.to, known),
    doubtful: () => new Set(numbers(told.about)),
    role: () => Array.from(role, (code) => roles[code].name),
    category: () => Int32Array.from(category.at, (code) => codes[code]),
    sources: () => Array.from({ length: count }, (_, i) => of.told_by(i) ?? []),
    basis: () => status,
    km: () => km,
  };
  return lazily({ ...made, span: told.span, zone: told.zone }, makers);
}

/** Gives an object properties that are made when they are first asked for. */
function lazily(found, makers) {
  for (const [name, make] of Object.entries(makers)) {
    let value;
    Object.defineProperty(found, name, { get: () => (value ??= make()), enumerable: true });
  }
  return found;
}
