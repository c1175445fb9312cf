// What the reader does: hovers, picks, closes, walks by keys, switches layers, follows links, prints, resizes.

import { copyText } from "./clip.js";
import { fitStory } from "./ground.js";
import { settle, settleNames } from "./layout.js";
import { openKnot } from "./knots.js";
import { isOff, layLegs } from "./legs.js";
import { anchorOf, badgeOf, cardOf, markCard, switchableLegend, targetOf, walk } from "./list.js";
import { calm, coarse, smooth } from "./media.js";
import { openPanel } from "./panel.js";
import { end, isPlaying, leavePlay, pause, step } from "./player.js";
import { draw, make, roundLength } from "./shapes.js";
import { addFilterPanel, sift } from "./sift.js";
import { followAddress, fragmentOf } from "./state.js";
import { addClock, addTimeline } from "./timeline.js";
import { showPlace } from "./view.js";

/** What takes room of the map's: there before the map is drawn, so that it is drawn once. */
export function furnish(scene) {
  addClock(scene);
  switchableLegend(scene, (what, value, on) => {
    scene.hidden[what][on ? "delete" : "add"](value);
    scene.sifted();
  });
  (scene.options.furnishMore ?? addTimeline)(scene);
}

export function watchReader(scene) {
  const { map, stage, signal } = scene;
  scene.select = (anchor, from, latlng) => select(scene, anchor, from, latlng);
  scene.hover = (anchor) => hover(scene, anchor);
  scene.close = (quiet) => close(scene, quiet);
  scene.sifted = (options) => sifted(scene, options);
  addControls(scene);
  addHint(scene);
  addFilterPanel(scene);
  const drawScale = addScale(scene);
  let zoomed = false;
  map.on("zoomend", () => {
    layLegs(scene);
    zoomed = true;  // the end of the move follows at once, and everything is put in its place then, once
  }).on("moveend", () => {
    if (zoomed || scene.regroup) settle(scene, !scene.crowd);
    else if (!scene.crowd) settleNames(scene);  // a crowd asks for that when it is painted
    zoomed = false;
  }).on("move zoomend", drawScale);
  map.on("click", () => close(scene));
  watchMoves(scene);
  drawScale();
  settle(scene);
  const refit = () => {
    if (map.getSize().equals([stage.clientWidth, stage.clientHeight])) return;
    map.invalidateSize(false);
    if (!scene.moved && !scene.picked) fit(scene, false);
    layLegs(scene);
    drawScale();
    settle(scene);
  };
  const observer = new ResizeObserver(refit);
  observer.observe(stage);
  signal.addEventListener("abort", () => observer.disconnect());
  matchMedia("print").addEventListener("change", refit, { signal });
  refit();  // the timeline has taken some of the room: what the address asks for must fit into the rest
  watchPage(scene);
}

/** Only what the reader does to the view is kept in the address: not that the map made room for a panel. */
function watchMoves(scene) {
  const { map, stage } = scene;
  const moved = () => { scene.moved = true; };
  map.on("dragstart boxzoomstart dblclick", moved);
  map.getContainer().addEventListener("wheel", () => { if (map.scrollWheelZoom.enabled()) moved(); }, { passive: true });
  map.getContainer().addEventListener("touchstart", ({ touches }) => { if (touches.length > 1) moved(); }, { passive: true });
  map.getContainer().addEventListener("keydown", ({ key, target }) => {
    if (target === map.getContainer() && /^(Arrow|[-+=_]$)/.test(key)) moved();
  });
  stage.addEventListener("click", ({ target }) => { if (target.closest(".zoom")) moved(); }, true);
  map.on("moveend", () => { if (scene.moved) scene.remember?.(); });
}

/** Cards, numbers and lines are listened to where their events end up, so that very many cost no more than a few. */
function watchPage(scene) {
  const { root, signal } = scene;
  for (const type of ["pointerover", "focusin"]) {
    root.addEventListener(type, (event) => hover(scene, anchorOf(targetOf(event))), { signal });
  }
  root.addEventListener("click", (event) => {
    const target = targetOf(event);
    const mark = target.closest("[data-anchor], [data-members], .card .badge, .permalink, .note .step");
    if (!mark) return;
    event.preventDefault();
    if (mark.matches(".permalink")) copyText(scene, scene.address.link(mark.hash.slice(1)), mark);
    else if (mark.dataset.members) openKnot(scene, mark.dataset.members.split(" ").map(Number));
    else if (mark.matches(".step")) step(scene, Number(mark.dataset.step));
    else {
      const latlng = mark.matches("path") ? scene.map.mouseEventToLatLng(event) : null;
      pause(scene);
      select(scene, anchorOf(mark), mark.matches(".card *") ? "list" : event.detail ? "map" : "keys", latlng);
    }
  }, { signal });
  root.addEventListener("keydown", (event) => {
    const target = targetOf(event);
    const sideways = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") escape(scene);
    else if (sideways && target.closest(".note, .steps") && !event.altKey && !event.ctrlKey && !event.metaKey) {
      step(scene, scene.direction === "rtl" ? -sideways : sideways);
      event.preventDefault();
    } else walk(scene, event);
  }, { signal });
  followAddress(scene);
}

/** What is uppermost closes: the panel, else the play. */
function escape(scene) {
  if (scene.picked) close(scene);
  else if (isPlaying(scene)) end(scene);
}

/** After the filter was changed: `played` by the player, else by the reader. */
function sifted(scene, { played = false } = {}) {
  if (!played) leavePlay(scene);
  sift(scene);
  const i = scene.data.reports.findIndex(([anchor]) => anchor === scene.picked);
  if (scene.picked && (i >= 0 ? !scene.passing[i] : scene.gone.has(scene.picked))) close(scene, true);
  if (!played) scene.remember?.();
}

function fit(scene, animate = !calm.matches) {
  fitStory(scene, animate);
  scene.moved = false;
  scene.remember?.();
}

/** Gives a card and its marks on the map a class, or takes it away. */
function light(scene, anchor, className, on) {
  const { button, owner, shapes = [] } = scene.parts.get(anchor) ?? {};
  owner?.marker?.setZIndexOffset(on ? 1000 : 0);
  for (const element of [button, scene.marks?.get(anchor), cardOf(scene, anchor), ...shapes.map((shape) => shape.getElement())]) {
    element?.classList.toggle(className, on);
  }
}

export function hover(scene, anchor) {
  if (anchor === scene.hot) return;
  light(scene, scene.hot, "is-hot", false);
  light(scene, anchor, "is-hot", true);
  scene.hot = anchor;
}

// --- one thing at a time ------------------------------------------------------------------------------------------

/** Shows what a card is about; `from` is "list", "map", "keys" (a number, by keyboard), "step" or "link". */
export function select(scene, anchor, from, latlng) {
  const { stage, parts, root } = scene;
  const control = scene.note?.note.contains(root.activeElement) ? root.activeElement.closest("[data-step]")?.dataset.step ?? "note" : null;
  const first = !scene.picked;
  close(scene, true);
  leavePlay(scene);
  scene.picked = anchor;
  const { button, owner, latlng: place } = parts.get(anchor) ?? {};
  scene.origin = from === "list" ? badgeOf(scene, anchor) : from === "step" && !control ? root.activeElement : button ?? badgeOf(scene, anchor);
  markCard(scene, anchor, from !== "list");
  light(scene, anchor, "is-current", true);
  if (from === "list") stage.scrollIntoView({ block: "nearest", behavior: smooth() });
  const at = owner && !button?.hidden && !isOff(scene, owner) ? latlng ?? place : null;
  const isReport = scene.data.reports.some(([each]) => each === anchor) || scene.crowd?.indexOf(anchor) >= 0;
  const show = () => {
    if (!at && !isReport) return;
    scene.note = openPanel(scene, cardOf(scene, anchor), at, () => close(scene));
    const { note } = scene.note;
    if (control) (note.querySelector(`[data-step="${control}"]`) ?? note).focus({ preventScroll: true });
    else if (from === "keys" || (from !== "step" && root.activeElement === badgeOf(scene, anchor))) note.focus({ preventScroll: true });
  };
  if (at && from === "step") showPlace(scene, anchor, show);
  else show();
  scene.stepped?.();
  if (from !== "link") scene.remember?.(first);
}

export function close(scene, again = false) {
  const { note, picked, origin, root } = scene;
  if (!picked) return;
  scene.note = scene.picked = null;
  light(scene, picked, "is-current", false);
  markCard(scene, null);
  const inside = note?.note.contains(root.activeElement);
  note?.remove();
  if (again) {
    scene.stepped?.();
    return;
  }
  if (inside) origin?.focus({ preventScroll: true });
  scene.stepped?.();
  scene.remember?.();
}

// --- layers and controls ------------------------------------------------------------------------------------------

function addControls(scene) {
  const { map, stage, say } = scene;
  const frame = draw("svg", { viewBox: "0 0 16 16" }, [draw("path", { d: "M2,6V2H6M10,2H14V6M14,10V14H10M6,14H2V10" })]);
  const chain = draw("svg", { viewBox: "0 0 16 16" }, [draw("path", { d: "M6.5,9.5L9.5,6.5M7.5,4.5L9,3a2.8,2.8 0 0 1 4,4L11.5,8.5M8.5,11.5L7,13a2.8,2.8 0 0 1 -4,-4L4.5,7.5" })]);
  const faces = [
    ["+", say("Zoom in"), () => map.zoomIn(), "zoom"], ["−", say("Zoom out"), () => map.zoomOut(), "zoom"],
    [frame, say("Show the whole story"), () => fit(scene), ""], [chain, say("Copy a link to this view"), null, "copy"],
  ];
  stage.append(make("div", "controls", faces.map(([face, label, act, sort]) => {
    const button = make("button", sort, [face], { type: "button", "aria-label": label, title: label });
    button.addEventListener("click", act ?? (() => copyText(scene, scene.address.link(fragmentOf(scene)), button)));
    return button;
  })));
}

function addScale({ map, stage, say }) {
  const [words, bar] = [make("span"), make("div")];
  stage.append(make("div", "scale", [words, bar], { "aria-hidden": "true" }));
  return () => {
    const y = map.getSize().y / 2;
    const km = map.distance(map.containerPointToLatLng([0, y]), map.containerPointToLatLng([100, y])) / 1000;
    if (!(km > 0)) return;
    const length = roundLength(km);
    words.textContent = length < 1 ? say("{n} m", { n: Math.round(length * 1000) }) : say("{n} km", { n: length });
    bar.style.width = `${Math.round((length / km) * 100)}px`;
  };
}

/** The wheel scrolls the page, and so does one finger, until the reader means the map; a hint says how. */
function addHint({ map, stage, say }) {
  const words = coarse.matches ? say("Two fingers move the map") : say("Click the map to zoom with the wheel");
  const hint = stage.appendChild(make("p", "hint", [words], { "aria-hidden": "true" }));
  const wheel = map.scrollWheelZoom;
  let timer = 0;
  const show = (event) => {
    if (wheel.enabled() || event.touches?.length > 1) return;
    hint.classList.add("is-on");
    clearTimeout(timer);
    timer = setTimeout(() => hint.classList.remove("is-on"), 1200);
  };
  map.on("click focus", () => wheel.enable());
  stage.addEventListener("pointerleave", () => wheel.disable());
  for (const type of ["wheel", "touchmove"]) stage.addEventListener(type, show, { passive: true });
}
