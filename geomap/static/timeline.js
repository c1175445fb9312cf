// The story by time, under the map: a window is a bar, an exact moment a tick, what is about is soft, open ends fade.
// What has no date stands in a place of its own, and so does what lies years off the events.

import { axisOf, clockOf, ticks, whereOn } from "./clock.js";
import { byTime } from "./filters.js";
import { cardOf, titleOf } from "./list.js";
import { addSteps, isPlaying } from "./player.js";
import { isSifted, siftedWords } from "./sift.js";
import { make } from "./shapes.js";
import { addHandles } from "./window.js";

const MANY = 150;  // more reports than this are columns: how many there are at a time
const LANES = 5;
const LANE_PX = 8;
const LETTER_PX = 6.5;  // about so wide a letter of the axis is
const LEAST = 0.012;  // the least width of a bar, as a share of the axis
const CHIPS = 8;  // numbers in a pocket
const COLUMNS = 120;

/** The clock of the story, which the address needs also where there is no timeline. */
export function addClock(scene) {
  const { facets, root } = scene;
  scene.clock = clockOf(facets.zone, root.querySelector("[lang]")?.lang || "en");
}

/** Lays out the steps, how much is shown, and the chart, where there is one. */
export function layOut({ root, say }, steps, message, chart) {
  const bar = root.querySelector(".timeline") ?? make("div", "timeline");
  bar.hidden = false;
  bar.append(steps.element, make("div", "where-now", [steps.position, message]), ...(chart ? [chart.element] : []));
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", say("Timeline"));
}

/** Draws the timeline and follows the filter. */
export function addTimeline(scene) {
  const { facets } = scene;
  const steps = addSteps(scene);
  const message = make("p", "sifted", [], { role: "status" });
  const chart = facets.span ? drawChart(scene) : null;
  layOut(scene, steps, message, chart);
  const told = () => {
    steps.tell();
    chart?.tell();
    message.replaceChildren(...(isSifted(scene) && !isPlaying(scene) ? siftedWords(scene, steps.element.querySelector("button")) : []));
  };
  scene.told.push(told);
  scene.stepped = () => { steps.tell(); chart?.tell(); };
  told();
}

function drawChart(scene) {
  const { facets, data, reports, say } = scene;
  const axis = axisOf(facets.span);
  const { share } = axis;
  const order = byTime(facets, Array.from({ length: reports }, (_, i) => i));
  const where = (i) => whereOn(axis, facets.from[i], facets.to[i]);
  const inside = order.filter((i) => where(i) === "in");
  const marks = inside.length > MANY ? drawColumns(scene, inside, axis) : drawMarks(scene, inside, share);
  const reel = addReel(scene, order, marks);
  const handles = addHandles(scene, axis);
  const track = make("div", "track", [drawAxis(scene, axis), marks, ...handles.elements]);
  const pocket = (key, label) => {
    const found = order.filter((i) => where(i) === key);
    return found.length ? [make("div", `pocket pocket-${key}`, [make("small", "", [label]), ...chips(scene, found)], { "aria-hidden": "true" })] : [];
  };
  const element = make("div", "chart", [...pocket("before", say("Earlier")), track, ...pocket("after", say("Later")), ...pocket("none", say("No date"))]);
  const all = [...element.querySelectorAll("[data-anchor]")];
  scene.marks = new Map(all.map((mark) => [mark.dataset.anchor, mark]));
  const index = new Map(data.reports.map(([anchor], i) => [anchor, i]));
  return {
    element,
    tell() {
      for (const mark of all) {
        mark.classList.toggle("is-out", !scene.passing[index.get(mark.dataset.anchor)]);
      }
      handles.tell();
      reel.tell();
    },
  };
}

const nameOf = (scene, i) => {
  const [anchor, number] = scene.data.reports[i];
  return [`${number}: ${titleOf(scene, anchor)}`, cardOf(scene, anchor)?.querySelector(".meta span")?.textContent].filter(Boolean).join(", ");
};

function chips({ data }, found) {
  const made = found.slice(0, CHIPS).map((i) => make("i", "chip", [String(data.reports[i][1])], { "data-anchor": data.reports[i][0] }));
  return found.length > CHIPS ? [...made, make("small", "", [`+${found.length - CHIPS}`])] : made;
}

/** Each report for itself, in lanes so that none covers another; the crowded rest shares them. */
function drawMarks(scene, inside, share) {
  const { facets, data } = scene;
  const ends = Array(LANES).fill(-1);
  const shapes = inside.map((i, n) => {
    const [anchor, , role] = data.reports[i];
    const [from, to] = [facets.from[i], facets.to[i]];
    const [start, end] = [from === null ? 0 : share(from), to === null ? 1 : share(to)];
    const exact = from === to;
    const width = exact ? 0 : Math.max(end - start, LEAST);
    const free = ends.findIndex((each) => each < start);
    const lane = free < 0 ? n % LANES : free;
    ends[lane] = start + width + (exact ? LEAST : LEAST / 4);
    const sort = [
      exact ? "tick" : "bar", facets.doubtful.has(i) && "about", (from === null || from < facets.span[0]) && "open-start",
      (to === null || to > facets.span[1]) && "open-end",
    ];
    const mark = make("i", ["time-mark", `sym-${role}`, ...sort.filter(Boolean).map((each) => `time-${each}`)].join(" "), [], {
      "data-anchor": anchor, title: nameOf(scene, i) });
    mark.style.insetInlineStart = `${100 * start}%`;
    mark.style.inlineSize = exact ? "" : `${100 * width}%`;
    mark.style.insetBlockEnd = `${lane * LANE_PX}px`;
    return mark;
  });
  const made = make("div", "marks", shapes);
  const used = Math.max(1, ends.findLastIndex((each) => each >= 0) + 1);
  made.style.blockSize = `${Math.max(used * LANE_PX, 24)}px`;
  return made;
}

/** Very many reports: how many there are at each time. */
function drawColumns({ facets }, inside, { first, last }) {
  const counts = Array(COLUMNS).fill(0);
  const column = (minute) => Math.min(Math.max(Math.floor(((minute - first) / (last - first)) * COLUMNS), 0), COLUMNS - 1);
  for (const i of inside) {
    const end = column((facets.to[i] ?? last) - 1);
    for (let n = column(facets.from[i] ?? first); n <= end; n += 1) counts[n] += 1;
  }
  const most = Math.max(...counts);
  const made = make("div", "marks marks-many", counts.map((count) => {
    const bar = make("i");
    bar.style.blockSize = `${Math.round((100 * count) / most)}%`;
    return bar;
  }));
  made.style.blockSize = `${LANES * LANE_PX}px`;
  return made;
}

/** The dates along the axis. */
export function drawAxis(scene, { first, last, share }) {
  const labels = axisLabels(scene, first, last).filter(({ minute }) => share(minute) < 0.93);
  return make("div", "axis", labels.map(({ minute, text }) => {
    const label = make("span", "", [text]);
    label.style.insetInlineStart = `${100 * share(minute)}%`;
    return label;
  }), { "aria-hidden": "true" });
}

/** At most six labels; fewer where the months of a language are too long for so many. */
function axisLabels({ clock, stage }, first, last) {
  for (let most = 6; ; most -= 1) {
    const { unit, at } = ticks(clock, first, last, most);
    const labels = at.map((minute) => (
      { minute, text: clock.label(minute, unit === "hour" && clock.text(minute).length < 11 ? "day" : unit) }));
    const longest = Math.max(...labels.map(({ text }) => text.length), 0);
    if (most === 2 || labels.length * longest * LETTER_PX < stage.clientWidth) return labels;
  }
}

/** The marks as one control: arrow keys lead from report to report in the order of time, those without a date last. */
function addReel(scene, order, marks) {
  const { say, data } = scene;
  const reel = { "aria-label": say("Reports by time"), "aria-valuemin": 0, role: "slider", tabindex: 0 };
  for (const [key, value] of Object.entries(reel)) marks.setAttribute(key, value);
  const passing = () => order.filter((i) => scene.passing[i]);
  const here = (among) => among.findIndex((i) => data.reports[i][0] === scene.picked);
  marks.addEventListener("keydown", (event) => {
    const among = passing();
    const at = here(among);
    const forward = scene.direction === "rtl" ? -1 : 1;
    const to = { ArrowRight: at + forward, ArrowUp: at + 1, ArrowLeft: at - forward, ArrowDown: at - 1, Home: 0, End: among.length - 1 }[event.key];
    if (event.key === "Enter" && scene.note) scene.note.note.focus({ preventScroll: true });
    if (to === undefined) return;
    event.preventDefault();
    if (among[to] !== undefined) scene.select(data.reports[among[to]][0], "step");
    else if (at < 0 && among.length) scene.select(data.reports[among[0]][0], "step");
  });
  return {
    tell() {
      const among = passing();
      const at = here(among);
      marks.setAttribute("aria-valuemax", among.length);
      marks.setAttribute("aria-valuenow", at + 1);
      marks.setAttribute("aria-valuetext", at < 0 ? say("none chosen") : nameOf(scene, among[at]));
    },
  };
}
