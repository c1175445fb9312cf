// What the reader does: hovers, picks, closes, walks by keys, switches layers, follows links, prints, resizes.

const coarse = matchMedia("(pointer: coarse)");
const NARROW_PX = 560;  // a map narrower than this shows a sheet at its lower edge instead of a popup

function watchReader(scene) {
  const { map, stage } = scene;
  switchableLegend(scene.hidden, (what, value, on) => toggle(scene, what, value, on));
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
  new ResizeObserver(refit).observe(stage);
  matchMedia("print").addEventListener("change", refit);
  watchPage(scene);
  if (scene.options.compact) reportHeight();
}

/** Cards, numbers and lines are listened to where their events end up, so that very many cost no more than a few. */
function watchPage(scene) {
  for (const type of ["pointerover", "focusin"]) {
    document.addEventListener(type, ({ target }) => hover(scene, anchorOf(target)));
  }
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-anchor], .card .badge");
    if (!mark) return;
    event.preventDefault();
    const latlng = mark.matches("path") ? scene.map.mouseEventToLatLng(event) : null;
    select(scene, anchorOf(mark), mark.matches(".card *") ? "list" : event.detail ? "map" : "keys", latlng);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close(scene);
    else walk(event);
  });
  const follow = () => {
    const anchor = decodeURIComponent(location.hash.slice(1));
    if (cardOf(anchor)) select(scene, anchor, "link");
  };
  addEventListener("hashchange", follow);
  follow();
}

function fit(scene, animate = !calm.matches) {
  scene.fitting = true;
  fitStory(scene, animate);
  scene.fitting = scene.moved = false;
}

/** Gives a card and its marks on the map a class, or takes it away. */
function light({ parts }, anchor, className, on) {
  const { button, owner, shapes = [] } = parts.get(anchor) ?? {};
  owner?.marker?.setZIndexOffset(on ? 1000 : 0);
  for (const element of [button, cardOf(anchor), ...shapes.map((shape) => shape.getElement())]) {
    element?.classList.toggle(className, on);
  }
}

function hover(scene, anchor) {
  if (anchor === scene.hot) return;
  light(scene, scene.hot, "is-hot", false);
  light(scene, anchor, "is-hot", true);
  scene.hot = anchor;
}

// --- one thing at a time ------------------------------------------------------------------------------------------

/** Shows what a card is about; `from` is "list", "map", "keys" (a number, by keyboard) or "link". */
function select(scene, anchor, from, latlng) {
  const { map, stage, parts } = scene;
  close(scene, true);
  scene.picked = anchor;
  const { button, owner, latlng: place } = parts.get(anchor) ?? {};
  scene.origin = from === "list" ? badgeOf(anchor) : button ?? badgeOf(anchor);
  markCard(anchor, from !== "list");
  light(scene, anchor, "is-current", true);
  if (from !== "link") history.replaceState(null, "", `#${encodeURIComponent(anchor)}`);
  if (!owner || button?.hidden || isOff(scene, owner)) return;
  if (from === "list") stage.scrollIntoView({ block: "nearest", behavior: smooth() });
  const note = noteOf(cardOf(anchor), () => close(scene));
  const show = map.getSize().x < NARROW_PX ? openSheet : openPopup;
  scene.note = { note, remove: show(scene, note, latlng ?? place) };
  if (from === "keys" || document.activeElement === badgeOf(anchor)) note.focus({ preventScroll: true });
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

function close(scene, again = false) {
  const { note, picked, origin } = scene;
  if (!picked) return;
  scene.note = scene.picked = null;
  light(scene, picked, "is-current", false);
  markCard(null);
  const inside = note?.note.contains(document.activeElement);
  note?.remove();
  if (again) return;
  if (inside) origin?.focus({ preventScroll: true });
  history.replaceState(null, "", location.pathname + location.search);
}

// --- layers and controls ------------------------------------------------------------------------------------------

function toggle(scene, what, value, on) {
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
  const { map, stage } = scene;
  const frame = draw("svg", { viewBox: "0 0 16 16" }, [draw("path", { d: "M2,6V2H6M10,2H14V6M14,10V14H10M6,14H2V10" })]);
  const faces = [["+", "Zoom in", () => map.zoomIn()], ["−", "Zoom out", () => map.zoomOut()], [frame, "Show the whole story", () => fit(scene)]];
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
function addHint({ map, stage }) {
  const words = coarse.matches ? "Two fingers move the map" : "Click the map to zoom with the wheel";
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
