// What geomap/static/leaflet.js uses of Leaflet: bundled into pages without map tiles and without a caller's own layers.
// Leaflet's index exports everything, and would bring it all; its modules bring what they need.
import { createMap as map, Map } from "leaflet/src/map/Map.js";
import "leaflet/src/map/handler/Map.DoubleClickZoom.js";
import "leaflet/src/map/handler/Map.Drag.js";
import "leaflet/src/map/handler/Map.Keyboard.js";
import "leaflet/src/map/handler/Map.ScrollWheelZoom.js";
import "leaflet/src/map/handler/Map.TouchZoom.js";

export * as DomEvent from "leaflet/src/dom/DomEvent.js";
export { toLatLng as latLng } from "leaflet/src/geo/LatLng.js";
export { toLatLngBounds as latLngBounds } from "leaflet/src/geo/LatLngBounds.js";
export { layerGroup } from "leaflet/src/layer/LayerGroup.js";
export { divIcon } from "leaflet/src/layer/marker/DivIcon.js";
export { marker } from "leaflet/src/layer/marker/Marker.js";
export { polygon } from "leaflet/src/layer/vector/Polygon.js";
export { polyline } from "leaflet/src/layer/vector/Polyline.js";
export { svg } from "leaflet/src/layer/vector/SVG.js";
export { Map, map };
export const tileLayer = null;  // pages with map tiles run all of Leaflet

// Leaflet's own way to a renderer brings the one for canvas, too; each of our paths names its renderer.
Map.include({
  getRenderer({ options: { renderer } }) {
    if (!this.hasLayer(renderer)) this.addLayer(renderer);
    return renderer;
  },
});
