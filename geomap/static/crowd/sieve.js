// The field to search in very many reports, the panel to filter them, and how many pass.

import { isPlaying } from "../player.js";
import { make } from "../shapes.js";
import { letterOf } from "./paint.js";

const WAIT_MS = 180;  // after the last letter
const MINUTES_A_DAY = 1440;
const SURE = { km: 10, days: 1 };
const MOST_SOURCES = 60;

/**
 * Adds the field and the panel. `filtered` is called when the filter was changed here, `asked` when the words to search
 * for were. Returns {query, tell, follow, clear, showAll}.
 */
export function addPanel(scene, model, home, filtered, asked) {
  const { say, filter } = scene;
  const field = make("input", "", [], { type: "search", id: "geomap-search", autocomplete: "off", spellcheck: "false" });
  const line = make("p", "sifted", [], { role: "status" });
  const all = make("button", "show-all", [say("Show all")], { type: "button", hidden: "" });
  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(asked, WAIT_MS);
  });
  const syncs = [];  // bring the boxes in line with a filter that was set elsewhere
  const boxes = make("form", "", [sureBoxes(scene, syncs), timeFields(scene, model, syncs), ...facetBoxes(scene, model, syncs)]);
  boxes.addEventListener("change", filtered);
  boxes.addEventListener("submit", (event) => event.preventDefault());
  const label = make("label", "", [say("Search in the reports")], { for: "geomap-search" });
  const search = make("div", "search", [label, field], { role: "search" });
  const panel = make("details", "sieve", [make("summary", "", [say("Filter")]), boxes]);
  home.append(search, panel, make("div", "sifting", [line, all]));
  const clear = () => { field.value = ""; };
  const showAll = () => {
    clear();
    Object.assign(filter, { time: null, sure: { km: 0, days: 0 } });
    for (const key of Object.keys(filter.off)) if (key !== "basis" && key !== "way") filter.off[key].clear();
    filtered();
  };
  all.addEventListener("click", () => {
    showAll();
    field.focus();
  });
  return {
    clear,
    showAll,
    query: () => field.value,
    follow: () => { for (const sync of syncs) sync(); },
    tell(count) {
      line.setAttribute("aria-live", isPlaying(scene) ? "off" : "polite");  // what plays tells of itself
      all.hidden = count === null;
      line.textContent = count === null ? "" : say("{n} of {m} reports shown", { n: count, m: model.count });
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

function sureBoxes({ say, filter }, syncs) {
  const labels = { km: say("within 10 km"), days: say("within one day") };
  return fieldset(say("Only what is known"), Object.entries(labels).map(([key, label]) => {
    const item = box([label], { sure: key }, (on) => { filter.sure[key] = on ? SURE[key] : 0; }, false);
    syncs.push(() => { item.querySelector("input").checked = filter.sure[key] > 0; });
    return item;
  }));
}

/** Two days, by the story's clock. */
function timeFields(scene, { facets: { span } }, syncs) {
  const { say, filter } = scene;
  if (!span) return "";
  const day = (minute) => scene.clock.text(minute).slice(0, 10);
  const field = (label, n) => {
    const input = make("input", "", [], { type: "date" });
    input.addEventListener("focus", () => { [input.min, input.max] = [day(span[0]), day(span[1] - 1)]; });
    input.addEventListener("change", () => {
      const ends = filter.time ? [...filter.time] : [null, null];
      ends[n] = input.value ? scene.clock.minutes(input.value, n === 1) : null;
      filter.time = ends.some((end) => end !== null) ? ends : null;
    });
    syncs.push(() => {
      const at = filter.time?.[n] ?? null;
      input.value = at === null ? "" : day(n ? at - 1 : at);
    });
    return make("li", "", [make("label", "", [label, " ", input])]);
  };
  return fieldset(say("Time"), [field(say("From"), 0), field(say("Until"), 1)]);
}

function facetBoxes({ say, filter: { off } }, model, syncs) {
  const { role, roles, category, status, statuses, sources, of, count } = model;
  const tally = (codes, of) => {
    const found = new Uint32Array(of);
    for (let i = 0; i < count; i++) found[codes[i]]++;
    return found;
  };
  const choices = (key, legend, found) => {
    const used = found.filter(([, , n]) => n);
    if (used.length < 2) return [];
    return [fieldset(legend, used.map(([value, label, n, swatch]) => {
      const words = [...(swatch ? [swatch] : []), make("bdi", "", [label])];
      const item = box(words, { facet: key, value }, (on) => off[key][on ? "delete" : "add"](value), true, say.number(n));
      syncs.push(() => { item.querySelector("input").checked = !off[key].has(value); });
      return item;
    }))];
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
