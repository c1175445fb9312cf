// Where sources place a report elsewhere than the map does: a ring there, and a dashed line from the place that was taken.

import { iconAt, latLng, layerGroup, polyline } from "./leaflet.js";
import { make } from "./shapes.js";

export function drawOthers(scene) {
  const { data, parts, linePane, map } = scene;
  scene.others = (data.elsewhere ?? []).map(([i, x, y, name, tellers]) => {
    const [anchor] = data.reports[i];
    const at = latLng(y / data.k, x / data.k);
    const words = make("span", "", [make("bdi", "", [name]), " — ", make("bdi", "", [tellers])]);
    const mark = make("div", "other", [make("i"), words], { "data-anchor": anchor, "aria-hidden": "true" });
    const own = parts.get(anchor)?.latlng;
    const way = own ? [polyline([own, at], { ...linePane, className: "other-way" })] : [];
    const layers = layerGroup([...way, iconAt(at, mark, "place-icon", "markerPane")]).addTo(map);
    return { i, at, layers };
  });
}
