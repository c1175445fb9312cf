// What a report or a leg says, on the map: a bubble at its place, a sheet on a narrow map, a panel where it has no place.

import { bubbleAt } from "./leaflet.js";
import { noteOf, titleOf } from "./list.js";
import { NARROW_PX } from "./media.js";
import { make } from "./shapes.js";

/** Shows a card's contents; `latlng` is where it belongs, or nothing. Returns {note, remove}. */
export function openPanel(scene, card, latlng, close) {
  const note = noteOf(scene, card, close);
  const steps = stepsOf(scene, card.id);
  if (steps) note.append(steps);
  const show = scene.map.getSize().x < NARROW_PX ? openSheet : latlng ? openBubble : openCorner;
  if (!latlng && steps) note.prepend(make("p", "placeless", [scene.say("Not on the map: no place is known.")]));
  return { note, remove: show(scene, note, latlng) };
}

/** Shows several reports that the map cannot part, each a button that opens it. */
export function openList(scene, members, latlng) {
  const { say, data, direction } = scene;
  scene.close(true);
  const shut = make("button", "close", ["×"], { type: "button", "aria-label": say("Close") });
  const title = say("Reports here: {n}", { n: members.length });
  const items = members.map((i) => {
    const [anchor, number] = data.reports[i];
    const words = titleOf(scene, anchor);
    return make("li", "", [make("button", "listed", [make("b", "", [String(number)]), " ", make("bdi", "", [words])], { type: "button", "data-anchor": anchor })]);
  });
  const note = make("div", "note note-list", [shut, make("p", "placeless", [title]), make("ul", "", items)], {
    role: "dialog", "aria-label": title, tabindex: "-1", dir: direction });
  shut.addEventListener("click", () => scene.close());
  openNote(scene, note, latlng);
}

/** Opens a note that is no card's. */
export function openNote(scene, note, latlng) {
  const narrow = scene.map.getSize().x < NARROW_PX;
  scene.picked = " ";  // no card's, but something is open
  scene.origin = scene.root.activeElement;
  scene.note = { note, remove: (narrow ? openSheet : openBubble)(scene, note, latlng) };
  note.focus({ preventScroll: true });
}

/** Back, on, and how far the reader is: the foot of a report's panel. */
function stepsOf({ data, say, reports: few, crowd }, anchor) {
  const i = crowd ? crowd.indexOf(anchor) : data.reports.findIndex(([each]) => each === anchor);
  const reports = crowd ? crowd.model.count : few;
  if (i < 0 || i >= reports) return null;
  const button = (by, label, sign) => make("button", "step", [sign], { type: "button", "data-step": by, "aria-label": label, title: label });
  return make("p", "note-steps", [
    button(-1, say("Previous report"), "‹"), make("span", "position", [say("{n} of {m}", { n: i + 1, m: reports })]),
    button(1, say("Next report"), "›"),
  ]);
}

const openBubble = ({ map }, note, latlng) => bubbleAt(map, latlng, note);

function openCorner({ stage }, note) {
  const corner = stage.appendChild(make("div", "sheet corner", [note]));
  return () => corner.remove();
}

function openSheet({ map, stage, paper }, note, latlng) {
  const sheet = stage.appendChild(make("div", "sheet", [note]));
  if (!latlng) return () => sheet.remove();
  const { x, y } = map.getSize();
  map.setMaxBounds(null);  // the end of the paper may show: it lies under the sheet
  map.panBy(map.latLngToContainerPoint(latlng).subtract([x / 2, (y - sheet.offsetHeight) / 2]));
  return () => {
    sheet.remove();
    if (paper) map.setMaxBounds(paper);
  };
}
