// Search and filter over very many reports, a slice at a time, so that the page stays at its reader's hand.

import { noFilter, passes } from "../filters.js";
import { make } from "../shapes.js";
import { letterOf } from "./paint.js";

const SLICE_MS = 8;
const STEP = 2000;
const WAIT_MS = 180;  // after the last letter
const MINUTES_A_DAY = 1440;
const SURE = { km: 10, days: 1 };
const MOST_SOURCES = 60;

/** What passes a filter and holds all words of a query: {bytes, order, count}, or null where everything does. */
export async function sieve(model, filter, query, alive) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const filtered = isSet(filter);
  if (!words.length && !filtered) return null;
  const bytes = new Uint8Array(model.count);
  const order = new Uint32Array(model.count);
  let count = 0;
  let start = performance.now();
  for (let i = 0; i < model.count; i++) {
    if (i % STEP === STEP - 1 && performance.now() - start > SLICE_MS) {
      await new Promise((done) => setTimeout(done));
      if (!alive()) return undefined;
      start = performance.now();
    }
    if (filtered && !passes(model.facets, filter, i)) continue;
    if (words.length && !holds(model, i, words)) continue;
    bytes[i] = 1;
    order[count++] = i;
  }
  return { bytes, order: order.slice(0, count), count };
}

function holds({ of, ids }, i, words) {
  const text = `${of.title(i)}\n${of.text(i) ?? ""}\n${of.name(i) ?? ""}\n${of.as_written(i) ?? ""}\n${of.category(i) ?? ""}\n${of.when(i)}\n${ids[i]}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

export const isSet = ({ time, sure, off }) => !!(time || sure.km || sure.days || Object.values(off).some((values) => values.size));

/** Adds the field and the panel; `changed` is told of each new filter. Returns {filter, query, tell, clear}. */
export function addPanel(scene, model, place, changed) {
  const { say } = scene;
  const filter = noFilter();
  const field = make("input", "", [], { type: "search", id: "geomap-search", autocomplete: "off", spellcheck: "false" });
  const line = make("p", "sifted", [], { role: "status" });
  const all = make("button", "show-all", [say("Show all")], { type: "button", hidden: "" });
  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(changed, WAIT_MS);
  };
  field.addEventListener("input", soon);
  const boxes = make("form", "", [sureBoxes(say, filter), timeFields(say, model, filter), ...facetBoxes(say, model, filter)]);
  boxes.addEventListener("change", () => changed());
  boxes.addEventListener("submit", (event) => event.preventDefault());
  const label = make("label", "", [say("Search in the reports")], { for: "geomap-search" });
  const search = make("div", "search", [label, field], { role: "search" });
  const panel = make("details", "sieve", [make("summary", "", [say("Filter")]), boxes]);
  place.append(search, panel, make("div", "sifting", [line, all]));
  const clear = () => {
    Object.assign(filter, noFilter());
    field.value = "";
    for (const box of boxes.querySelectorAll("input")) box.type === "checkbox" ? (box.checked = !("sure" in box.dataset)) : (box.value = "");
  };
  all.addEventListener("click", () => {
    clear();
    changed();
    field.focus();
  });
  return {
    filter, clear,
    query: () => field.value,
    tell(count) {
      all.hidden = count === null;
      line.textContent = count === null ? "" : say("{n} of {m} reports shown", { n: count.toLocaleString("en"), m: model.count.toLocaleString("en") });
    },
  };
}

function box(label, data, change, checked, small) {
  const input = make("input", "", [], { type: "checkbox" });
  Object.assign(input.dataset, data);
  input.checked = checked;
  input.addEventListener("change", () => change(input.checked));
  return make("li", "", [make("label", "", [input, ...label, ...(small ? [" ", make("small", "", [small])] : [])])]);
}

const fieldset = (legend, items) => make("fieldset", "", [make("legend", "", [legend]), make("ul", "", items)]);

function sureBoxes(say, { sure }) {
  const labels = { km: say("within 10 km"), days: say("within one day") };
  return fieldset(say("Only what is known"), Object.entries(labels).map(([key, label]) =>
    box([label], { sure: key }, (on) => { sure[key] = on ? SURE[key] : 0; }, false)));
}

function timeFields(say, { facets: { span } }, filter) {
  if (!span) return "";
  const day = (minute) => new Date(minute * 60000).toISOString().slice(0, 10);
  const ends = [null, null];
  const field = (label, n) => {
    const input = make("input", "", [], { type: "date", min: day(span[0]), max: day(span[1]) });
    input.addEventListener("change", () => {
      const at = Date.parse(input.value);
      ends[n] = Number.isNaN(at) ? null : at / 60000 + n * MINUTES_A_DAY;
      filter.time = ends.some((end) => end !== null) ? [...ends] : null;
    });
    return make("li", "", [make("label", "", [label, " ", input])]);
  };
  return fieldset(say("Time"), [field(say("From"), 0), field(say("Until"), 1)]);
}

function facetBoxes(say, model, { off }) {
  const { role, roles, category, status, statuses, sources, of, count } = model;
  const tally = (codes, of) => {
    const found = new Uint32Array(of);
    for (let i = 0; i < count; i++) found[codes[i]]++;
    return found;
  };
  const choices = (key, legend, found) => {
    const used = found.filter(([, , n]) => n);
    if (used.length < 2) return [];
    return [fieldset(legend, used.map(([value, label, n, swatch]) =>
      box([...(swatch ? [swatch] : []), make("bdi", "", [label])], { facet: key, value }, (on) => off[key][on ? "delete" : "add"](value), true, n.toLocaleString("en"))))];
  };
  const perCategory = tally(category.at, category.of.length);
  const perRole = tally(role, roles.length);
  const perStatus = tally(status, statuses.length);
  const perSource = new Uint32Array(sources.length);
  for (let i = 0; i < count; i++) for (const n of of.told_by(i) ?? []) perSource[n]++;
  const swatch = (n) => (model.byCategory ? make("i", `cat cat-${n + 1}`, [letterOf(n)], { "aria-hidden": "true" }) : null);
  return [
    ...choices("category", say("Category"), category.of.map((name, n) => [name ?? "", name ?? say("No category"), perCategory[n], swatch(n)])),
    ...choices("role", say("Role"), roles.map(({ name, label }, n) => [name, label, perRole[n]])),
    ...choices("place", say("How the place is known"), statuses.map(([name, words], n) => [name, words, perStatus[n]])),
    ...choices("source", say("Source"), sources.map(([, , , , , label, id], n) => [id, label, perSource[n]]).sort((a, b) => b[2] - a[2]).slice(0, MOST_SOURCES)),
  ];
}
