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

/**
 * Buttons to step and to play, and where the reader is: {element, position, tell}.
 *
 * `way` is what they lead through: here() tells where the reader is, {first, last, words}, and frames() what playing
 * shows, [{until, told}]: the end of its window, and what gives [date, words …] once that is shown. Without frames
 * nothing is played.
 */
export function addSteps(scene, way = storyWay(scene)) {
  const { say } = scene;
  const position = make("output", "position", [], { "aria-live": "polite" });
  const button = (label, face, act) => {
    const made = make("button", "step", [icon(face)], { type: "button", "aria-label": label, title: label });
    made.addEventListener("click", act);
    return made;
  };
  const back = button(say("Previous report"), BACK, () => step(scene, -1));
  const on = button(say("Next report"), ON, () => step(scene, 1));
  const play = way.frames ? button("", PLAY, () => toggle(scene)) : null;
  scene.player = { play, position, timer: 0, at: -1, before: null, frames: [], way };
  scene.announce = (text) => { position.replaceChildren(make("span", "unseen", [text])); };
  const tell = () => {
    const { first, last, words } = way.here();
    back.setAttribute("aria-disabled", first);
    on.setAttribute("aria-disabled", last);
    if (words) position.replaceChildren(...words);
    else if (!scene.player.timer && scene.player.at < 0) position.replaceChildren();
    facePlay(scene);
  };
  return { element: make("div", "steps", [back, play, on].filter(Boolean)), position, tell };
}

const [BACK, ON] = ["M10,3L5,8L10,13", "M6,3L11,8L6,13"];
const [PLAY, PAUSE] = ["M5,3L13,8L5,13Z", "M5,3V13M11,3V13"];
const icon = (path) => draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, [draw("path", { d: path })]);

/** "3 of 12", for eyes, and the title for ears. */
export const positionWords = ({ say }, n, m, title) => [say("{n} of {m}", { n, m }), make("span", "unseen", [`: ${title}`])];

/** The way through the reports of a page that tells them all. */
function storyWay(scene) {
  const { data, facets, reports } = scene;
  return {
    here() {
      const order = passingReports(scene);
      const here = indexOf(scene, scene.picked);
      const n = order.indexOf(here) + 1;
      return {
        first: here >= 0 ? here <= order[0] : !order.length,
        last: here >= 0 ? here >= order[order.length - 1] : !order.length,
        words: here >= 0 && positionWords(scene, n || here + 1, n ? order.length : reports, titleOf(scene, data.reports[here][0])),
      };
    },
    frames: facets.span && (() => storyFrames(scene)),
  };
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

function begin({ player, filter }) {
  player.before = filter.time;
  player.frames = player.way.frames();
}

/** Cuts what passes the filter into moments. */
function storyFrames(scene) {
  const { facets, clock, say } = scene;
  const all = moments(facets, passingReports(scene));
  const together = Math.ceil(all.length / MOST_MOMENTS);
  return all.filter((_, n) => (n + 1) % together === 0 || n === all.length - 1).map(([at], n, kept) => {
    const indices = all.filter(([each]) => each <= at && (!n || each > kept[n - 1][0])).flatMap(([, ids]) => ids);
    const date = () => (Number.isFinite(at) ? clock.label(at, facets.from[indices[0]] === facets.to[indices[0]] ? "exact" : "full") : say("before"));
    return {
      until: (Number.isFinite(at) ? at : facets.span[0]) + 1,
      told() {
        freshen(scene, indices);
        return [date(), ...titleWords(scene, indices)];
      },
    };
  });
}

function showNext(scene) {
  const { player, filter } = scene;
  const { frames, before } = player;
  player.at += 1;
  if (player.at >= frames.length) return end(scene);
  const { until, told } = frames[player.at];
  filter.time = [before?.[0] ?? null, until];
  scene.sifted({ played: true });
  return caption(scene, ...told());
}

/** Marks the reports that have just begun. */
function freshen(scene, indices) {
  for (const element of scene.stage.querySelectorAll(".is-fresh")) element.classList.remove("is-fresh");
  for (const i of indices) scene.parts.get(scene.data.reports[i]?.[0])?.button?.classList.add("is-fresh");
}

function titleWords(scene, indices) {
  const { data, say } = scene;
  const titles = indices.slice(0, TITLES).map((i) => make("bdi", "", [titleOf(scene, data.reports[i][0])]));
  return indices.length > TITLES ? [...titles, make("span", "", [say("and {n} more", { n: indices.length - TITLES })])] : titles;
}

function caption({ stage }, date, ...words) {
  let box = stage.querySelector(".caption");
  if (!box) box = stage.appendChild(make("div", "caption", [], { role: "status" }));
  box.replaceChildren(...(date ? [make("b", "", [date]), ...words] : []));
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
  caption(scene);
  scene.sifted();
}

/** Forgets what was played, because the reader has set another window. */
export function leavePlay(scene) {
  const { player } = scene;
  if (!player || player.at < 0) return;
  pause(scene);
  player.at = -1;
  freshen(scene, []);
  caption(scene);
}

export const isPlaying = ({ player }) => player.at >= 0;
