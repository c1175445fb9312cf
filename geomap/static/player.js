// Stepping through the story, report by report, and playing it by time, moment by moment. Nothing moves between two
// reports: each is there from the minute its window begins, or not at all.

import { moments } from "./filters.js";
import { titleOf } from "./list.js";
import { calm } from "./media.js";
import { draw, make } from "./shapes.js";

const SHORTEST_MS = 700;
const LONGEST_MS = 2000;
const WHOLE_MS = 50000;  // a long story is played in about this, a short one at leisure
const MOST_MOMENTS = 80;  // of more, several are shown at once
const TITLES = 3;  // of the reports that begin, in the caption

/** The reports that can be stepped to. */
const passingReports = ({ passing, reports }) => Array.from({ length: reports }, (_, i) => i).filter((i) => passing[i]);

const indexOf = ({ data, reports }, anchor) => data.reports.findIndex(([each], i) => each === anchor && i < reports);

/** The next report in the order of the story, or the one before; those that are filtered out are passed over. */
export function step(scene, by) {
  if (scene.crowd) {
    scene.crowd.step(by);
    return;
  }
  const order = passingReports(scene);
  const here = indexOf(scene, scene.picked);
  const next = here < 0 ? order[by > 0 ? 0 : order.length - 1] : by > 0 ? order.find((i) => i > here) : order.findLast((i) => i < here);
  if (next === undefined) return;
  pause(scene);
  scene.select(scene.data.reports[next][0], "step");
}

/** Buttons to step and to play, and where the reader is: {element, tell}. */
export function addSteps(scene) {
  const { say, facets } = scene;
  const position = make("output", "position", [], { "aria-live": "polite" });
  const button = (label, face, act) => {
    const made = make("button", "step", [icon(face)], { type: "button", "aria-label": label, title: label });
    made.addEventListener("click", act);
    return made;
  };
  const back = button(say("Previous report"), BACK, () => step(scene, -1));
  const on = button(say("Next report"), ON, () => step(scene, 1));
  const play = facets.span ? button("", PLAY, () => toggle(scene)) : null;
  scene.player = { play, position, timer: 0, at: -1, before: null, frames: [] };
  scene.announce = (text) => { position.replaceChildren(make("span", "unseen", [text])); };
  const tell = () => {
    const order = passingReports(scene);
    const here = indexOf(scene, scene.picked);
    back.setAttribute("aria-disabled", here >= 0 ? here <= order[0] : !order.length);
    on.setAttribute("aria-disabled", here >= 0 ? here >= order[order.length - 1] : !order.length);
    if (here >= 0) position.replaceChildren(...positionWords(scene, order, here));
    else if (!scene.player.timer && scene.player.at < 0) position.replaceChildren();
    facePlay(scene);
  };
  tell();
  return { element: make("div", "steps", [back, play, on].filter(Boolean)), position, tell };
}

const [BACK, ON] = ["M10,3L5,8L10,13", "M6,3L11,8L6,13"];
const [PLAY, PAUSE] = ["M5,3L13,8L5,13Z", "M5,3V13M11,3V13"];
const icon = (path) => draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, [draw("path", { d: path })]);

/** "3 of 12", for eyes, and the title for ears. */
function positionWords(scene, order, here) {
  const { say, data, reports } = scene;
  const n = order.indexOf(here) + 1;
  const title = titleOf(scene, data.reports[here][0]);
  return [say("{n} of {m}", { n: n || here + 1, m: n ? order.length : reports }), make("span", "unseen", [`: ${title}`])];
}

function facePlay({ say, player }) {
  const { play, timer } = player;
  if (!play) return;
  const label = timer ? say("Pause") : calm.matches ? say("Show the next moment") : say("Play by time");
  play.querySelector("path").setAttribute("d", timer ? PAUSE : PLAY);
  play.classList.toggle("is-on", !!timer);
  play.setAttribute("aria-label", label);
  play.title = label;
}

/** Plays, or pauses; for readers who asked for calm, it shows the next moment and stops. */
function toggle(scene) {
  const { player } = scene;
  if (player.timer) return pause(scene);
  scene.close();
  if (player.at < 0) begin(scene);
  if (!player.frames.length) return undefined;
  showNext(scene);
  if (calm.matches || player.at < 0) return undefined;
  const each = Math.min(Math.max(WHOLE_MS / player.frames.length, SHORTEST_MS), LONGEST_MS);
  player.timer = setInterval(() => (document.hidden ? pause(scene) : showNext(scene)), each);
  return facePlay(scene);
}

/** Cuts what passes the filter into moments. */
function begin(scene) {
  const { player, facets, filter } = scene;
  player.before = filter.time;
  const all = moments(facets, passingReports(scene));
  const together = Math.ceil(all.length / MOST_MOMENTS);
  player.frames = all.filter((_, n) => (n + 1) % together === 0 || n === all.length - 1)
    .map(([at], n, kept) => [at, all.filter(([each]) => each <= at && (!n || each > kept[n - 1][0])).flatMap(([, ids]) => ids)]);
}

function showNext(scene) {
  const { player, filter, facets, clock, say } = scene;
  const { frames, before } = player;
  player.at += 1;
  if (player.at >= frames.length) return end(scene);
  const [at, indices] = frames[player.at];
  filter.time = [before?.[0] ?? null, (Number.isFinite(at) ? at : facets.span[0]) + 1];
  scene.sifted({ played: true });
  freshen(scene, indices);
  const date = Number.isFinite(at) ? clock.label(at, facets.from[indices[0]] === facets.to[indices[0]] ? "exact" : "full") : say("before");
  return caption(scene, date, indices);
}

/** Marks the reports that have just begun. */
function freshen(scene, indices) {
  for (const element of scene.stage.querySelectorAll(".is-fresh")) element.classList.remove("is-fresh");
  for (const i of indices) scene.parts.get(scene.data.reports[i]?.[0])?.button?.classList.add("is-fresh");
}

function caption(scene, date, indices) {
  const { stage, data, say } = scene;
  const titles = indices.slice(0, TITLES).map((i) => make("bdi", "", [titleOf(scene, data.reports[i][0])]));
  const more = indices.length > TITLES ? [make("span", "", [say("and {n} more", { n: indices.length - TITLES })])] : [];
  let box = stage.querySelector(".caption");
  if (!box) box = stage.appendChild(make("div", "caption", [], { role: "status" }));
  box.replaceChildren(...(date ? [make("b", "", [date]), ...titles, ...more] : []));
  box.hidden = !date;
}

export function pause(scene) {
  const { player } = scene;
  clearInterval(player?.timer);
  if (!player?.timer) return;
  player.timer = 0;
  facePlay(scene);
}

/** Takes playing back: the filter is as it was, and the next play starts from the beginning. */
export function end(scene) {
  const { player, filter } = scene;
  if (player.at < 0) return;
  pause(scene);
  player.at = -1;
  filter.time = player.before;
  freshen(scene, []);
  caption(scene, "", []);
  scene.sifted();
}

/** Forgets what was played, because the reader has set another window. */
export function leavePlay(scene) {
  const { player } = scene;
  if (!player || player.at < 0) return;
  pause(scene);
  player.at = -1;
  freshen(scene, []);
  caption(scene, "", []);
}

export const isPlaying = ({ player }) => player.at >= 0;
