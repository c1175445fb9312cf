// What passes the reader's filter, on the map and in the list alike, and the panel where the filter is set.

import { isActive, legPasses, noFilter, passes, prepare } from "./filters.js";
import { settle } from "./layout.js";
import { isOff, layLegs, putLayer } from "./legs.js";
import { cardOf } from "./list.js";
import { make } from "./shapes.js";

/** What the scene must know before anything is drawn. */
export function prepareFilter(scene) {
  const { data } = scene;
  scene.facets = prepare(data.facets, data.reports.map(([, , role]) => role));
  scene.reports = data.reports.filter(([, , role]) => role !== "obstacle" && role !== "stretch").length;
  scene.filter = noFilter();
  const { basis, role, way } = scene.filter.off;
  scene.hidden = { basis, role, source: way };
  for (const [name, { shown }] of Object.entries(data.lines)) if (!shown) basis.add(name);
  scene.usual = new Set(basis);
  scene.passing = data.reports.map(() => true);
  scene.contested = new Set(data.facets.differs.map((i) => data.reports[i][0]));
  scene.gone = new Set();  // anchors of the legs that do not pass
  scene.told = [];  // who wants to know when something else passes
}

/** Brings map and list in line with the filter. */
export function sift(scene) {
  const { data, facets, filter, legs, places, passing, gone } = scene;
  data.reports.forEach(([anchor], i) => {
    passing[i] = passes(facets, filter, i);
    cardOf(scene, anchor)?.classList.toggle("is-out", !passing[i]);
  });
  gone.clear();
  facets.legs.anchor.forEach((anchor, j) => {
    const out = !legPasses(facets, filter, j);
    if (out) gone.add(anchor);
    cardOf(scene, anchor)?.classList.toggle("is-out", out);
  });
  layLegs(scene);
  for (const leg of legs) putLayer(scene, leg.layers, isOff(scene, leg));
  for (const place of places) siftPlace(scene, place);
  for (const { i, layers } of scene.others) putLayer(scene, layers, !passing[i]);
  settle(scene);
  for (const tell of scene.told) tell();
}

/** Takes from the map what of a place does not pass. */
export function siftPlace(scene, place) {
  const { passing, legs } = scene;
  place.buttons.forEach((button, n) => {
    const members = place.members[n];
    const count = members.filter((i) => passing[i]).length;
    button.hidden = !count;
    if (members.length > 1) button.querySelector("b").textContent = count;
  });
  const along = place.along && legs.find(({ anchor, spare }) => anchor === place.along && !spare);
  const away = !place.reports.some((i) => passing[i]) || (along && isOff(scene, along));
  place.element?.classList.toggle("is-off", !!away);
  for (const layer of place.shapes) putLayer(scene, layer, away);
}

/** How many reports pass, of all. */
export const countPassing = ({ passing, reports }) => passing.reduce((sum, each, i) => sum + (each && i < reports), 0);

/** Whether the reader keeps anything out. */
export const isSifted = (scene) => isActive(scene.filter, scene.usual);

/** Lets everything pass again. */
export function unsift(scene) {
  const { filter, usual } = scene;
  filter.time = null;
  filter.sure.km = filter.sure.days = 0;
  for (const values of Object.values(filter.off)) values.clear();
  for (const basis of usual) filter.off.basis.add(basis);
  sift(scene);
}

/** The panel beside the list: what is checked there is shown. */
export function addFilterPanel(scene) {
  const { root, filter, say } = scene;
  const panel = root.querySelector(".filters");
  if (!panel) return;
  panel.hidden = false;
  const boxes = [...panel.querySelectorAll("input")];
  panel.addEventListener("change", ({ target }) => {
    const { facet, value, sure } = target.dataset;
    if (sure) filter.sure[sure] = target.checked ? SURE[sure] : 0;
    else filter.off[facet][target.checked ? "delete" : "add"](value);
    scene.sifted();
  });
  const line = make("p", "sifted");
  panel.after(line);
  scene.told.push(() => {
    for (const box of boxes) {
      const { facet, value, sure } = box.dataset;
      box.checked = sure ? filter.sure[sure] > 0 : !filter.off[facet].has(value);
    }
    line.replaceChildren(...(isSifted(scene) ? siftedWords(scene, panel.querySelector("summary")) : []));
  });
  panel.querySelector("summary").title = say("Show only some of the reports");
}

const SURE = { km: 10, days: 1 };

/** How much is shown, and the way back to all of it, after which `heir` has the focus. */
export function siftedWords(scene, heir) {
  const { say, reports } = scene;
  const all = make("button", "show-all", [say("Show all")], { type: "button" });
  all.addEventListener("click", () => {
    unsift(scene);
    scene.sifted();
    heir.focus();  // the button is gone
  });
  return [make("span", "", [say("{n} of {m} shown", { n: countPassing(scene), m: reports })]), " ", all];
}
