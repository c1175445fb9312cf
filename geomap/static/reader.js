// What the reader does: hovers, picks, closes, walks by keys, switches layers, follows links, prints, resizes.

import { fitStory } from "./ground.js";
import { settle, settleNames } from "./layout.js";
import { keepFromMap, popup } from "./leaflet.js";
import { isOff, layLegs, putLayer } from "./legs.js";
import { anchorOf, badgeOf, cardOf, markCard, noteOf, switchableLegend, targetOf, walk } from "./list.js";
import { calm, coarse, NARROW_PX, smooth } from "./media.js";
import { plain } from "./pageaddress.js";
import { draw, make, roundLength } from "./shapes.js";

export function watchReader(scene) {
  const { map, stage, signal } = scene;
  scene.select = (anchor, from, latlng) => select(scene, anchor, from, latlng);
  scene.hover = (anchor) => hover(scene, anchor);
  switchableLegend(scene, (what, value, on) => toggle(scene, what, value, on));
  addControls(scene);
  addHint(scene);
  const drawScale = addScale(scene);
  map.on("zoomend", () => { layLegs(scene); settle(scene); }).on("moveend", () => settleNames(scene)).on("move zoomend", drawScale);
  map.on("movestart", () => { scene.moved = !scene.fitting; }).on("click", () => close(scene));
  drawScale();
  settle(scene);
  const refit = () => {
    if (map.getSize().equals([stage.clientWidth, stage.clientHeight])) return;
    map.invalidateSize(false);
    if (!scene.moved) fit(scene, false);
    layLegs(scene);
    drawScale();
    settle(scene);
  };
  const observer = new ResizeObserver(refit);
  observer.observe(stage);
  signal.addEventListener("abort", () => observer.disconnect());
  matchMedia("print").addEventListener("change", refit, { signal });
  watchPage(scene);
}

/** Cards, numbers and lines are listened to where their events end up, so that very many cost no more than a few. */
function watchPage(scene) {
  const { root, address, signal } = scene;
  for (const type of ["pointerover", "focusin"]) {
    root.addEventListener(type, (event) => hover(scene, anchorOf(targetOf(event))), { signal });
  }
  root.addEventListener("click", (event) => {
    const mark = targetOf(event).closest("[data-anchor], .card .badge");
    if (!mark) return;
    event.preventDefault();
    const latlng = mark.matches("path") ? scene.map.mouseEventToLatLng(event) : null;
    select(scene, anchorOf(mark), mark.matches(".card *") ? "list" : event.detail ? "map" : "keys", latlng);
  }, { signal });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(scene);
    else walk(scene, event);
  }, { signal });
  const follow = () => {
    const anchor = plain(address.read());
    if (cardOf(scene, anchor)) select(scene, anchor, "link");
  };
  address.watch(follow, signal);
  follow();
}

function fit(scene, animate = !calm.matches) {
  scene.fitting = true;
  fitStory(scene, animate);
  scene.fitting = scene.moved = false;
}

/** Gives a card and its marks on the map a class, or takes it away. */
function light(scene, anchor, className, on) {
  const { button, owner, shapes = [] } = scene.parts.get(anchor) ?? {};
  owner?.marker?.setZIndexOffset(on ? 1000 : 0);
  for (const element of [button, cardOf(scene, anchor), ...shapes.map((shape) => shape.getElement())]) {
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

/** Shows what a card is about; `from` is "list", "map", "keys" (a number, by keyboard) or "link". */
export function select(scene, anchor, from, latlng) {
  const { map, stage, parts, root } = scene;
  close(scene, true);
  scene.picked = anchor;
  const { button, owner, latlng: place } = parts.get(anchor) ?? {};
  scene.origin = from === "list" ? badgeOf(scene, anchor) : button ?? badgeOf(scene, anchor);
  markCard(scene, anchor, from !== "list");
  light(scene, anchor, "is-current", true);
  if (from !== "link") scene.address.write(encodeURIComponent(anchor));
  if (!owner || button?.hidden || isOff(scene, owner)) return;
  if (from === "list") stage.scrollIntoView({ block: "nearest", behavior: smooth() });
  const note = noteOf(scene, cardOf(scene, anchor), () => close(scene));
  const show = map.getSize().x < NARROW_PX ? openSheet : openPopup;
  scene.note = { note, remove: show(scene, note, latlng ?? place) };
  if (from === "keys" || root.activeElement === badgeOf(scene, anchor)) note.focus({ preventScroll: true });
}

function openPopup({ map }, note, latlng) {
  const bubble = popup(latlng, note, map.getSize()).openOn(map);
  keepFromMap(bubble.getElement());
  return () => map.closePopup(bubble);
}

function openSheet({ map, stage, paper }, note, latlng) {
  const sheet = stage.appendChild(make("div", "sheet", [note]));
  const { x, y } = map.getSize();
  map.setMaxBounds(null);  // the end of the paper may show: it lies under the sheet
  map.panBy(map.latLngToContainerPoint(latlng).subtract([x / 2, (y - sheet.offsetHeight) / 2]));
  return () => {
    sheet.remove();
    if (paper) map.setMaxBounds(paper);
  };
}

export function close(scene, again = false) {
  const { note, picked, origin, root } = scene;
  if (!picked) return;
  scene.note = scene.picked = null;
  light(scene, picked, "is-current", false);
  markCard(scene, null);
  const inside = note?.note.contains(root.activeElement);
  note?.remove();
  if (again) return;
  if (inside) origin?.focus({ preventScroll: true });
  scene.address.write("");
}

// --- layers and controls ------------------------------------------------------------------------------------------

export function toggle(scene, what, value, on) {
  const { hidden, legs, places, data } = scene;
  hidden[what][on ? "delete" : "add"](value);
  close(scene);
  layLegs(scene);
  const off = new Map(legs.map((leg) => [leg.spare ? null : leg.anchor, isOff(scene, leg)]));
  for (const leg of legs) putLayer(scene, leg.layers, isOff(scene, leg));
  for (const place of places) {
    for (const button of place.buttons) button.hidden = hidden.role.has(button.dataset.role);
    const away = off.get(place.along) || place.reports.every((i) => hidden.role.has(data.reports[i][2]));
    place.element?.classList.toggle("is-off", away);
    for (const layer of [...place.shapes, place.dot]) putLayer(scene, layer, away);
  }
  settle(scene);
}

function addControls(scene) {
  const { map, stage, say } = scene;
  const frame = draw("svg", { viewBox: "0 0 16 16" }, [draw("path", { d: "M2,6V2H6M10,2H14V6M14,10V14H10M6,14H2V10" })]);
  const faces = [["+", say("Zoom in"), () => map.zoomIn()], ["−", say("Zoom out"), () => map.zoomOut()], [frame, say("Show the whole story"), () => fit(scene)]];
  stage.append(make("div", "controls", faces.map(([face, label, act]) => {
    const button = make("button", "", [face], { type: "button", "aria-label": label, title: label });
    button.addEventListener("click", act);
    return button;
  })));
}

function addScale({ map, stage }) {
  const [words, bar] = [make("span"), make("div")];
  stage.append(make("div", "scale", [words, bar], { "aria-hidden": "true" }));
  return () => {
    const y = map.getSize().y / 2;
    const km = map.distance(map.containerPointToLatLng([0, y]), map.containerPointToLatLng([100, y])) / 1000;
    if (!(km > 0)) return;
    const length = roundLength(km);
    words.textContent = length < 1 ? `${Math.round(length * 1000)} m` : `${length} km`;
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
