// What the story says of places: areas, circles, pins with their numbers and names, what stood in the way.

import { named } from "./ground.js";
import { drawKnots } from "./knots.js";
import { iconAt, keepFromMap, latLng, polygon } from "./leaflet.js";
import { titleOf } from "./list.js";
import { circle, draw, line, make, symbol } from "./shapes.js";

const SPREAD = 150;  // more places than this are drawn together where they are near each other and alike
const ROW = 8;  // more reports than this at one place are, too

export function drawPlaces(scene) {
  const { map, data } = scene;
  const places = data.places.map((place) => ({ ...place, latlng: latLng(place.y / data.k, place.x / data.k), buttons: [], shapes: [] }));
  const crowd = places.length > SPREAD ? places.filter((place) => !place.along && !place.barred) : [];
  scene.places = places.filter((place) => !crowd.includes(place)).map((place) => {
    const owner = { ...place, ...drawPlace(scene, place, membersOf(scene, place)) };
    putParts(scene, owner);
    for (const layer of owner.shapes) layer.addTo(map);
    return owner;
  });
  if (crowd.length) drawKnots(scene, crowd);
}

/** What of the map belongs to the cards of these reports. */
export function putParts({ parts, data }, owner) {
  owner.members.forEach((members, n) => {
    for (const i of members) parts.set(data.reports[i][0], { ...owner, button: owner.buttons[n], owner });
  });
}

/** What must be alike for two reports to be drawn as one: role, category, and how the place is known. */
export const kindOf = ({ facets }, i) => `${facets.role[i]} ${facets.category[i]} ${facets.basis[i]}`;

/** The reports of a place, each for itself; of very many, those that are alike together. */
function membersOf(scene, { reports }) {
  if (reports.length <= ROW) return reports.map((i) => [i]);
  const kinds = new Map();
  for (const i of reports) kinds.set(kindOf(scene, i), [...(kinds.get(kindOf(scene, i)) ?? []), i]);
  return [...kinds.values()];
}

/** A pin or the middle of an area, with a number for each of `members`, which are lists of reports. */
export function drawPlace(scene, place, members) {
  const [[first]] = members.map(([i]) => scene.data.reports[i]);
  const buttons = place.along ? [] : members.map((each) => (each.length > 1 ? countButton(scene, each) : numberButton(scene, ...scene.data.reports[each[0]])));
  const name = [place.name, place.local].filter(Boolean).map(named);
  const tag = make("div", "tag", [make("div", "numbers", buttons)]);
  if (name.length) tag.append(make("div", "place-name", name, { "aria-hidden": "true", ...(place.along && { "data-anchor": first }) }));
  const leader = draw("line");
  const spot = place.km === undefined ? [] : [draw("svg", {}, [leader]), make("i")];
  const quiet = place.quiet ? " is-quiet" : "";
  const kind = place.along ? "stretch" : place.rings ? "area" : "point";
  const element = make("div", `place place-${kind} ink-${place.ink}${quiet}`, [...spot, tag]);
  const marker = iconAt(place.latlng, element, "place-icon", "markerPane").addTo(scene.map);
  keepFromMap(tag);
  return { members, buttons, tag, leader, element, marker, shapes: shapesOf(scene, place, place.latlng) };
}

function numberButton(scene, anchor, number, role) {
  const title = titleOf(scene, anchor);
  const { say, contested } = scene;
  const differs = contested.has(anchor) ? { "data-differs": "", "aria-description": say("Sources differ") } : {};
  return make("button", `badge sym-${role}`, [symbol(role), make("b", number > 99 ? "is-long" : "", [String(number)])], {
    type: "button", "aria-label": `${number || say("In the way")}: ${title}`, "data-anchor": anchor, "data-role": role, ...differs,
  });
}

/** One mark for several reports of a kind: how many there are. */
function countButton(scene, members) {
  const { say, facets, root } = scene;
  const role = facets.role[members[0]];
  const kind = root.querySelector(`.legend [data-role="${role}"] span`)?.firstChild?.textContent ?? "";
  return make("button", `badge knot sym-${role}`, [symbol(role), make("b", "", [String(members.length)])], {
    type: "button", "aria-label": `${kind} (${say("Reports here: {n}", { n: members.length })})`, "data-members": members.join(" "), "data-role": role,
  });
}

function shapesOf({ data: { outline }, areaPane }, place, latlng) {
  const shape = (rings, sort, extra) => polygon(rings, { ...areaPane, ...extra, className: `${sort} ink-${place.ink}` });
  if (place.along) return [];
  if (!place.rings) return [shape(circle(latlng.lat, latlng.lng, place.km), "circle")];
  const rings = place.rings.map((parts) => parts.map((text) => line(text, outline)));
  // The soft fill is measured by the shape's own box, so Leaflet must not cut the shape at the window's edge.
  return place.soft ? [shape(rings, "area area-soft", { noClip: true })] : [shape(rings, "area-band"), shape(rings, place.barred ? "barrier" : "area")];
}
