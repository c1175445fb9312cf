// Very many reports on a page: the canvas, the list, the search and what a reader does with them, in step.

import { parse } from "../address.js";
import { settleNames } from "../layout.js";
import { box } from "../leaflet.js";
import { openNote } from "../panel.js";
import { make } from "../shapes.js";
import { unsift } from "../sift.js";
import { answering } from "./answers.js";
import { anchorOf } from "./card.js";
import { addLayer } from "./layer.js";
import { addList } from "./list.js";
import { openModel } from "./model.js";
import { letterOf, short } from "./paint.js";
import { addPanel } from "./sieve.js";
import { addTimes } from "./timeline.js";

const NEAREST = 18;  // the zoom beyond which the map shows nothing more
const NAMED = 20;  // reports of a mark that are named at a time
const CLOSER = 3;  // zoom levels that a click on a mark goes at most

/** Opens the columns, and adds what takes room of the map's. */
export function furnishCrowd(scene) {
  const model = openModel(scene.data.crowd);
  scene.crowd = { model, indexOf: lookUp(model), step: (by) => step(scene, by) };
  scene.crowd.times = addTimes(scene, () => scene.crowd.panel.showAll());
}

/** Adds the reports in columns to a scene. */
export function drawCrowd(scene) {
  const { root, map, address, signal, crowd: { model, indexOf } } = scene;
  map.setMaxZoom(NEAREST);
  const layer = addLayer(scene, model, () => settleNames(scene));
  const home = root.querySelector(".crowd");
  const panel = addPanel(scene, model, home, () => scene.sifted(), () => sift());
  const list = addList(scene, model, home);
  Object.assign(scene.crowd, { list, panel });
  addKey(scene, model);
  list.show(null);
  layer.redraw(true);

  const { sift, showAllNow } = answering(scene, layer);
  scene.stepped();
  scene.told.push(() => {
    panel.follow();
    sift();
  });
  /** Brings a report into the list, whatever was filtered, and shows it. */
  const show = (i, from) => {
    if (!list.reveal(i)) {
      panel.clear();
      unsift(scene);
      showAllNow();
      list.reveal(i);
    }
    scene.select(anchorOf(model, i), from);
  };
  watchMap(scene, model, layer, show);
  watchPicked(scene, layer, indexOf);
  // Before the address is followed: then the card that it names must be there.
  const reveal = () => list.reveal(indexOf(parse(address.read()).anchor));
  address.watch(reveal, signal);
  reveal();
}

/** The next report in the list, or the one before. */
function step(scene, by) {
  const { list, model, indexOf } = scene.crowd;
  const next = list.beside(indexOf(scene.picked), by);
  if (next === undefined) return;
  list.reveal(next);
  scene.select(anchorOf(model, next), "step");
}

/** From an anchor to the index of its report, or -1; what was found is kept, as the same is asked for again and again. */
function lookUp({ find }) {
  const found = new Map();
  return (anchor) => {
    if (!anchor?.startsWith("r-")) return -1;
    if (!found.has(anchor)) found.set(anchor, find(anchor.slice(2)));
    return found.get(anchor);
  };
}

function watchMap(scene, model, layer, show) {
  const { map, stage } = scene;
  const tip = stage.appendChild(make("p", "crowd-tip", [], { "aria-hidden": "true", dir: "auto" }));
  const area = map.getContainer();
  let waiting = 0;
  const hide = () => {
    tip.classList.remove("is-on");
    area.classList.remove("is-over");
  };
  area.addEventListener("pointermove", (event) => {
    if (event.buttons || event.pointerType === "touch") return hide();
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      const mark = event.target.closest(".leaflet-popup, .bubble, .note") ? undefined : layer.at(event);
      area.classList.toggle("is-over", !!mark);
      if (!mark) return hide();
      tip.replaceChildren(...tipOf(scene, model, mark));
      const { left, top, width } = stage.getBoundingClientRect();
      const [x, y] = [event.clientX - left, event.clientY - top];
      tip.classList.add("is-on");
      tip.style.transform = `translate(${Math.max(4, Math.min(width - tip.offsetWidth - 4, x + 12))}px, ${Math.max(4, y - tip.offsetHeight - 10)}px)`;
    });
  });
  area.addEventListener("pointerleave", hide);
  map.on("movestart zoomstart", hide);
  map.on("click", ({ originalEvent, latlng }) => {
    const mark = layer.at(originalEvent);
    if (!mark) return;
    hide();
    // After the map's own click, which closes what is open.
    setTimeout(() => (mark.count === 1 ? show(mark.head, "map") : openMark(scene, model, layer, mark, latlng, show)));
  });
}

/** What a mark stands for, in a line. */
function sortOf(scene, { kinds, roles, category, statuses, byCategory }, { kind }) {
  const { role, category: of, status } = kinds[kind];
  return [roles[role].label, category.of[of] && (byCategory ? `${letterOf(of)} ${category.of[of]}` : category.of[of]), statuses[status][1]].filter(Boolean).join("; ");
}

function tipOf(scene, model, mark) {
  const head = mark.count === 1 ? model.of.title(mark.head) : scene.say.count(mark.count, "{n} report", "{n} reports");
  return [make("b", "", [head]), make("br"), mark.count === 1 ? model.of.when(mark.head) : sortOf(scene, model, mark)];
}

/** The reports of a mark, by their titles, and the way nearer to them. */
function openMark(scene, model, layer, mark, latlng, show) {
  const { map, say } = scene;
  const members = layer.members(mark);
  let page = 0;
  const names = make("ol", "names-of-mark");
  const words = make("span", "position");
  const step = (by, label, sign) => {
    const button = make("button", "step", [sign], { type: "button", "aria-label": label, title: label });
    button.addEventListener("click", () => {
      page += by;
      fill();
    });
    return button;
  };
  const [back, on] = [step(-1, say("Previous reports"), "‹"), step(1, say("Next reports"), "›")];
  const fill = () => {
    const some = members.slice(page * NAMED, (page + 1) * NAMED);
    names.replaceChildren(...some.map((i) => {
      const button = make("button", "", [make("bdi", "", [model.of.title(i)]), " ", make("small", "", [model.of.when(i)])], { type: "button" });
      button.addEventListener("click", () => show(i, "keys"));
      return make("li", "", [button]);
    }));
    back.disabled = page === 0;
    on.disabled = (page + 1) * NAMED >= members.length;
    words.textContent = say("{from} to {to} of {total}", {
      from: page * NAMED + 1, to: page * NAMED + some.length, total: members.length,
    });
  };
  fill();
  const label = say.count(members.length, "{n} report", "{n} reports");
  const close = make("button", "close", ["×"], { type: "button", "aria-label": say("Close") });
  const nearer = make("button", "nearer", [say("Zoom in")], { type: "button" });
  const around = extent(model, members);
  const spread = around[0] !== around[2] || around[1] !== around[3];
  nearer.hidden = !spread || map.getZoom() >= NEAREST;
  const note = make("div", "note mark-note", [
    close, make("p", "mark-head", [make("b", "", [label])], { role: "heading", "aria-level": "2" }), make("p", "meta", [sortOf(scene, model, mark)]),
    nearer, names, ...(members.length > NAMED ? [make("p", "note-steps", [back, words, on])] : []),
  ], { role: "dialog", "aria-label": label, tabindex: "-1", dir: scene.direction });
  scene.close(true);
  openNote(scene, note, latlng);
  close.addEventListener("click", () => scene.close());
  nearer.addEventListener("click", () => {
    scene.close();
    scene.moved = true;
    map.fitBounds(box(around, 1), { maxZoom: Math.min(map.getZoom() + CLOSER, NEAREST), padding: [40, 40] });
  });
}

/** West, south, east, north of some reports. */
function extent({ lat, lonOnMap }, indices) {
  const found = [Infinity, Infinity, -Infinity, -Infinity];
  for (const i of indices) {
    found[0] = Math.min(found[0], lonOnMap(i));
    found[1] = Math.min(found[1], lat(i));
    found[2] = Math.max(found[2], lonOnMap(i));
    found[3] = Math.max(found[3], lat(i));
  }
  return found;
}

/** The report that the page speaks of has a ring around its mark. */
function watchPicked(scene, layer, indexOf) {
  const pick = () => layer.pick(indexOf(scene.picked));
  new MutationObserver(pick).observe(scene.root.querySelector(".crowd"), { subtree: true, attributeFilter: ["aria-current"], childList: true });
}

/** What colours, numbers and rings mean, below the map. */
function addKey({ root, say }, { byCategory, category, statuses, roles }) {
  const legend = root.querySelector(".legend");
  if (!legend) return;
  const item = (swatch, text, note) => make("li", "", [swatch, make("span", "", [make("bdi", "", [text]), ...(note ? [" ", make("small", "", [note])] : [])])]);
  const dot = (className, text = "") => make("i", `cat ${className}`, [text], { "aria-hidden": "true" });
  const items = byCategory ? category.of.map((name, n) => item(dot(`cat-${n + 1}`, letterOf(n)), name ?? say("No category"))) : [];
  const known = statuses.map(([name]) => name);
  const marks = [item(dot("cat-count", short(37)), say("So many reports of one sort"))];
  if (known.includes("ambiguous")) marks.push(item(dot("cat-doubt"), say("Place uncertain")));
  if (known.includes("given")) marks.push(item(dot("cat-given"), say("Position stated by the author")));
  const lists = [items, marks].filter((each) => each.length).map((each) => make("ul", "crowd-key", each));
  legend.prepend(...lists);
  // What is filtered here is filtered in the panel; a single role needs no explanation beside its categories.
  for (const item of legend.querySelectorAll("li[data-role]")) {
    if (!roles.some(({ name }) => name === item.dataset.role)) continue;
    if (byCategory && roles.length === 1) item.remove();
    else item.removeAttribute("data-role");
  }
}
