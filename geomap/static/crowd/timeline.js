// Very many reports by time, under the map: how many there are in each bar, the window, and playing it bar by bar.

import { axisOf } from "../clock.js";
import { addSteps, isPlaying, positionWords } from "../player.js";
import { draw, make } from "../shapes.js";
import { inSlices } from "../slices.js";
import { drawAxis, layOut } from "../timeline.js";
import { addHandles, byKey, partAt } from "../window.js";
import { binAt, binsOf, PLACES, placeInBins, tally } from "./bins.js";

const [WIDE, HIGH] = [1000, 40];  // what the bars are drawn in
const LEAST = 1;  // of HIGH: a single report is seen beside thousands
const FORMS = { hour: "exact", day: "full", month: "month", year: "year" };

/** Adds steps, bars, window and player; `showAll` takes every filter back. Returns {tell, isHeld}: what is told what passes. */
export function addTimes(scene, showAll) {
  const { say, root, crowd: { model } } = scene;
  const chart = model.facets.span ? drawChart(scene, model) : null;
  const steps = addSteps(scene, { here: () => here(scene), frames: chart?.frames });
  const message = make("p", "sifted");
  layOut(scene, steps, message, chart);
  root.querySelector(".timeline")?.classList.toggle("of-many", !!chart);
  const all = make("button", "show-all", [say("Show all")], { type: "button" });
  all.addEventListener("click", () => {
    showAll();
    steps.element.querySelector("button").focus();  // this one is gone
  });
  scene.stepped = steps.tell;
  scene.told.push(() => {
    steps.tell();
    chart?.handles.tell();
  });
  return {
    isHeld: () => !!chart?.handles.isHeld(),
    tell(found) {
      message.replaceChildren(...(found && !isPlaying(scene) ? [make("span", "", [say("{n} of {m} shown", { n: found.count, m: model.count })]), " ", all] : []));
      return chart?.count(found);
    },
  };
}

/** Where the reader is in the list, which comes after this. */
function here(scene) {
  const { list, indexOf, model } = scene.crowd;
  if (!list) return { first: true, last: true };
  const i = indexOf(scene.picked);
  const words = i >= 0 && positionWords(scene, list.place(i) + 1, list.total(), model.of.title(i));
  return { first: list.beside(i, -1) === undefined, last: list.beside(i, 1) === undefined, words };
}

function drawChart(scene, model) {
  const { say, clock, signal } = scene;
  const axis = axisOf(model.facets.span);
  const [lit, all, shown] = ["lit", "all", "shown"].map((name) => draw("path", { class: `bars-${name}` }));
  const marks = make("div", "marks bars", [draw("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, preserveAspectRatio: "none", "aria-hidden": "true" }, [lit, all, shown])]);
  const [what, told, beside] = ["bar-what", "bar-told", "bar-beside"].map((name) => make("p", name));
  const handles = addHandles(scene, axis);
  handles.tell();
  const track = make("div", "track", [drawAxis(scene, axis), marks, ...handles.elements]);
  const element = make("div", "chart", [track, make("div", "bar-notes", [make("div", "", [what, told]), beside])]);
  // All of these wait until the page is ready: it must not wait for them.
  let [unit, edges, placed, total, now, latest, at] = [null, null, null, null, null, null, -1];

  const slowly = async (steps) => {
    let value;
    const keep = function* () { value = yield* steps; };
    await inSlices(keep(), false, () => !signal.aborted);
    return value;
  };
  const counted = slowly((function* () {
    ({ unit, edges } = binsOf(clock, axis));
    marks.setAttribute("aria-valuemax", edges.length - 1);
    yield;
    for (const name of ["from", "to"]) yield model.times[name];  // each of these is taken out of its text when it is asked for
    placed = yield* placeInBins(model.times, axis, edges);
    total = yield* tally(placed, edges.length - 1, null);
  })());

  const timeOf = (n) => {
    const [from, until] = [clock.label(edges[n], FORMS[unit]), clock.label(edges[n + 1] - 1, FORMS[unit])];
    return from === until ? from : say("{from} to {until}", { from, until });
  };
  const barWords = (n) => {
    const [some, whole, time] = [now.bars[n], total.bars[n], timeOf(n)];
    return some < whole ? say("{time}: {n} of {m} reports", { time, n: some, m: whole }) : say.count(whole, "{time}: {n} report", "{time}: {n} reports", { time });
  };
  const tellBar = () => {
    const words = at < 0 ? "" : barWords(at);
    told.textContent = words;
    what.classList.toggle("is-under", !!words);
    lit.setAttribute("d", at < 0 ? "" : barPath(axis, edges, at, HIGH));
    marks.setAttribute("aria-valuenow", at + 1);
    marks.setAttribute("aria-valuetext", words || say("none chosen"));
  };
  const paint = () => {
    const most = Math.max(...total.bars);
    all.setAttribute("d", barsPath(axis, edges, total.bars, most));
    shown.setAttribute("d", barsPath(axis, edges, now.bars, most));
    beside.replaceChildren(...besideWords(scene, now.places, total.places));
    what.textContent = whatABarIs(scene, total);
    marks.setAttribute("aria-description", what.textContent);
    tellBar();
  };
  const nearest = (part) => binAt(edges, axis.first + part * (axis.last - axis.first));
  const go = (n) => {
    if (!now) return;
    at = Math.max(-1, Math.min(edges.length - 2, n));
    tellBar();
  };
  watchBars(scene, marks, { at: () => at, bins: () => edges?.length - 1, go, goTo: (part) => go(now ? nearest(part) : -1) });
  const count = async (found) => {
    latest = found;
    await counted;
    const made = found && placed && latest === found ? await slowly(tally(placed, edges.length - 1, found.bytes)) : total;
    if (latest !== found || !made) return;  // another question came, or the map is gone
    now = made;
    paint();
  };
  count(null);
  return { element, handles, count, frames: () => (now ? framesOf(scene, edges, now.begun, timeOf) : []) };
}

/** What a bar says, in words: no report is told to be at one time that may have been at another. */
function whatABarIs({ say }, { several }) {
  const what = say("A bar counts the reports whose time touches it.");
  return several ? `${what} ${say.count(several, "{n} report is in several bars.", "{n} reports are in several bars.")}` : what;
}

/** How many reports are in no bar. */
function besideWords({ say }, some, whole) {
  const labels = { none: say("Without a date, in every window"), before: say("Earlier"), after: say("Later") };
  return PLACES.flatMap((key, n) => {
    const words = some[n] < whole[n] ? say("{n} of {m}", { n: some[n], m: whole[n] }) : say.number(whole[n]);
    return whole[n] ? [make("span", `beside-${key}`, [labels[key], ": ", make("b", "", [words])])] : [];
  });
}

const x = ({ share }, minute) => (WIDE * share(minute)).toFixed(1);

const barPath = (axis, edges, n, high) => `M${x(axis, edges[n])},${HIGH}v${-high}H${x(axis, edges[n + 1])}V${HIGH}Z`;

const barsPath = (axis, edges, counts, most) =>
  Array.from(counts, (count, n) => (count ? barPath(axis, edges, n, Math.max(LEAST, (HIGH * count) / most).toFixed(2)) : "")).join("");

/** The bars as one control, which says of each how many reports it counts. */
function watchBars(scene, marks, { at, bins, go, goTo }) {
  const { say } = scene;
  const slider = { role: "slider", tabindex: 0, "aria-label": say("Reports by time"), "aria-valuemin": 0, "aria-valuemax": 0, "aria-valuenow": 0, "aria-valuetext": say("none chosen") };
  for (const [key, value] of Object.entries(slider)) marks.setAttribute(key, value);
  marks.addEventListener("keydown", (event) => {
    const n = byKey(scene, event, at(), Math.ceil(bins() / 10), bins() - 1);
    if (n !== undefined) go(Math.max(0, n));
  });
  for (const type of ["pointermove", "pointerdown"]) marks.addEventListener(type, (event) => goTo(partAt(scene, marks.getBoundingClientRect(), event)));
  for (const type of ["pointerleave", "blur"]) marks.addEventListener(type, () => { if (!marks.matches(":focus-visible")) go(-1); });
}

/** Bar by bar, those in which something begins that passes; what began before the window is there with its first. */
function framesOf({ filter, say }, edges, begun, timeOf) {
  const [from, until] = filter.time ?? [null, null];
  const first = from === null ? 0 : binAt(edges, from);
  const last = until === null ? begun.length - 1 : binAt(edges, until - 1);
  const counts = begun.slice();
  for (let n = 0; n < first; n++) counts[first] += counts[n];
  const used = Array.from(counts.keys()).filter((n) => n >= first && n <= last && counts[n]);
  return used.map((n) => ({
    until: n === last ? until : edges[n + 1],
    told: () => [timeOf(n), make("bdi", "", [say.count(counts[n], "{n} more report", "{n} more reports")])],
  }));
}
