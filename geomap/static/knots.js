// Very many places: one mark for reports that are near each other and alike, drawn anew for each view. A mark opens by
// coming closer, and where that parts nothing, as a list.

import { groupForView } from "./clusters.js";
import { bounds } from "./leaflet.js";
import { calm } from "./media.js";
import { openList } from "./panel.js";
import { drawPlace, kindOf, putParts } from "./story.js";

const NAMED = 40;  // with fewer marks in view than this, places have their names
const AROUND_PX = 80;  // marks are made so far beyond what is seen
const CLOSEST = 13;  // the zoom beyond which a list says more than the map

/** Makes the marks follow the view: scene.regroup() is called before places are laid out. */
export function drawKnots(scene, crowd) {
  const { map, data, parts } = scene;
  const fixed = scene.places;
  const items = crowd.flatMap((place) => place.reports.map((i) => ({ i, place, key: kindOf(scene, i) })));
  const units = new Map();
  const bare = ({ i, place }) => parts.set(data.reports[i][0], { latlng: place.latlng, shapes: [], owner: place });
  items.forEach(bare);

  const inView = () => {
    const { min, max } = map.getPixelBounds();
    return ({ x, y }) => x > min.x - AROUND_PX && x < max.x + AROUND_PX && y > min.y - AROUND_PX && y < max.y + AROUND_PX;
  };
  const remove = (unit) => {
    unit.marker.remove();
    for (const shape of unit.shapes) shape.remove();
    for (const i of unit.reports) bare(unit.items.get(i));
  };
  const add = (members, named) => {
    const [{ place }] = members;
    const reports = members.map(({ i }) => i);
    const one = members.length === 1;
    const shown = { ...place, reports, crowded: true, name: named ? place.name : "", local: named ? place.local : "" };
    const unit = { ...shown, items: new Map(members.map((item) => [item.i, item])), ...drawPlace(scene, shown, [reports]) };
    if (!one) unit.shapes = [];
    putParts(scene, unit);
    for (const shape of unit.shapes) shape.addTo(map);
    return unit;
  };

  scene.regroup = () => {
    const passing = items.filter(({ i }) => scene.passing[i]);
    for (const item of passing) Object.assign(item, map.project(item.place.latlng));
    const seen = inView();
    const groups = groupForView(passing, seen, map.getSize()).map((group) => group.map((n) => passing[n])).filter(([first]) => seen(first));
    const named = new Set();
    const wanted = new Map(groups.map((members) => {
      const hasName = groups.length <= NAMED && members.length === 1 && !named.has(members[0].place);
      if (hasName) named.add(members[0].place);
      return [`${members.map(({ i }) => i).join(" ")}${hasName ? " named" : ""}`, [members, hasName]];
    }));
    const focused = scene.root.activeElement?.closest(".numbers [data-members], .numbers [data-anchor]");
    const held = [...units.values()].find((unit) => unit.buttons.includes(focused));
    for (const [key, unit] of units) {
      if (wanted.has(key)) continue;
      remove(unit);
      units.delete(key);
    }
    for (const [key, [members, hasName]] of wanted) if (!units.has(key)) units.set(key, add(members, hasName));
    scene.places = [...fixed, ...units.values()];
    const lost = held && !held.buttons[0].isConnected;
    const heir = lost ? scene.places.find(({ reports }) => reports.includes(held.reports[0])) : null;
    heir?.buttons[0].focus({ preventScroll: true });
    if (scene.picked) parts.get(scene.picked)?.button?.classList.add("is-current");
  };
  scene.regroup();
}

/** Opens a mark that stands for several reports. */
export function openKnot(scene, members) {
  const { map, data, parts, passing } = scene;
  const shown = members.filter((i) => passing[i]);
  const at = shown.map((i) => parts.get(data.reports[i][0]).latlng);
  const box = bounds(at);
  const zoom = Math.min(map.getBoundsZoom(box.pad(0.3)), CLOSEST);
  if (zoom <= map.getZoom() + 0.2) openList(scene, shown, box.getCenter());
  else {
    scene.moved = true;
    map.setView(box.getCenter(), zoom, { animate: !calm.matches });
  }
}
