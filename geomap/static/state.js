// The map's state and the page's address, each made to follow the other.

import { format, parse } from "./address.js";
import { cardOf } from "./list.js";
import { sift } from "./sift.js";

/** Follows the address from now on, and at once where it says something. */
export function followAddress(scene) {
  const { address, signal } = scene;
  scene.remember = (push = false) => remember(scene, push);
  const follow = () => {
    const fragment = address.read();
    const state = parse(fragment);
    if (/[&=]/.test(fragment)) restore(scene, state);
    const { anchor } = state;
    if (anchor === (scene.picked ?? "")) return;
    if (cardOf(scene, anchor)) scene.select(anchor, "link");
    else if (!anchor) scene.close(true);
  };
  address.watch(follow, signal);
  follow();
}

/** The state as a fragment, without "#". */
export function fragmentOf(scene) {
  const { map, filter, clock, usual, picked, moved } = scene;
  const { lat, lng } = map.getCenter();
  const { basis, ...off } = filter.off;
  return format({
    anchor: picked?.trim() ?? "",
    view: moved ? [map.getZoom(), lat, lng] : null,
    time: filter.time && [
      filter.time[0] === null ? null : clock.text(filter.time[0]), filter.time[1] === null ? null : lastText(clock, filter.time[1])],
    off: { ...off, basis: [...basis].filter((each) => !usual.has(each)) },
    on: { basis: [...usual].filter((each) => !basis.has(each)) },
    sure: filter.sure,
  });
}

/** The end of a window as its last day, where it ends with a day. */
function lastText(clock, minute) {
  const text = clock.text(minute);
  return text.includes("T") ? text : clock.text(minute - 1).slice(0, 10);
}

/** Puts the state into the address; a step that one may want to take back becomes one of the browser's history. */
function remember(scene, push) {
  const fragment = fragmentOf(scene);
  if (fragment !== scene.address.read()) scene.address.write(fragment, push);
}

function restore(scene, { view, time, off, on, sure }) {
  const { filter, usual, clock, map, crowd } = scene;
  const facets = crowd?.model.choices ?? scene.facets;
  const known = {
    role: facets.role, source: facets.sourceIds, way: facets.sourceIds, category: ["", ...facets.categories], place: facets.bases,
    date: ["none"], basis: Object.keys(scene.data.lines),
  };
  for (const [kind, values] of Object.entries(filter.off)) {
    values.clear();
    for (const value of off[kind] ?? []) if (known[kind].includes(value)) values.add(value);
  }
  for (const basis of usual) if (!on.basis?.includes(basis)) filter.off.basis.add(basis);
  filter.sure.km = sure.km ?? 0;
  filter.sure.days = sure.days ?? 0;
  const ends = time?.map((text, i) => (text === null ? null : clock.minutes(text, i === 1))) ?? [null, null];
  const [first, last] = ends;
  filter.time = (first !== null || last !== null) && !(first !== null && last !== null && first >= last) ? ends : null;
  sift(scene);
  scene.moved = !!view;
  if (view) map.setView([view[1], view[2]], view[0], { animate: false });
}

