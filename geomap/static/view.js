// What the map shows when the reader steps: the report, and what it stands between.

import { calm } from "./media.js";

/** Brings a report's place into view with those before and after it in the story, then calls `then`. */
export function showPlace(scene, anchor, then) {
  const { map, data, parts } = scene;
  const own = extentOf(parts.get(anchor));
  const view = map.getBounds();
  if (view.contains(own)) return then();
  const here = data.reports.findIndex(([each]) => each === anchor);
  const placed = data.reports.map(([each]) => parts.get(each)).map((part, i) => (part && i < scene.reports ? i : -1)).filter((i) => i >= 0);
  const near = [placed.findLast((i) => i < here), placed.find((i) => i > here)].filter((i) => i !== undefined);
  const whole = near.reduce((box, i) => box.extend(extentOf(parts.get(data.reports[i][0]))), own);
  map.once("moveend", () => { if (scene.picked === anchor) then(); });
  return map.fitBounds(whole, { padding: [48, 48], maxZoom: 11, animate: !calm.matches });
}

/** The box that a place fills: its circle or its outline. */
function extentOf({ owner: { latlng, km = 0, shapes } }) {
  const outline = shapes.find((shape) => shape.getBounds)?.getBounds();
  if (outline?.isValid()) return outline.pad(0);
  return latlng.toBounds(Math.max(2 * km, 0.2) * 1000);
}
