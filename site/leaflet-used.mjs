// What geomap/static/leaflet.js uses of Leaflet: bundled into pages without map tiles and without a caller's own layers.
// Leaflet's index exports everything, and would bring it all; its modules bring what they need.
export * as DomEvent from "leaflet/src/dom/DomEvent.js";
export { toLatLng as latLng } from "leaflet/src/geo/LatLng.js";
export { toLatLngBounds as latLngBounds } from "leaflet/src/geo/LatLngBounds.js";
export { layerGroup } from "leaflet/src/layer/LayerGroup.js";
export { popup } from "leaflet/src/layer/Popup.js";
export { divIcon } from "leaflet/src/layer/marker/DivIcon.js";
export { marker } from "leaflet/src/layer/marker/Marker.js";
export { polygon } from "leaflet/src/layer/vector/Polygon.js";
export { polyline } from "leaflet/src/layer/vector/Polyline.js";
import "leaflet/src/layer/vector/Renderer.getRenderer.js";
export { svg } from "leaflet/src/layer/vector/SVG.js";
export { Map, map } from "leaflet/src/map/index.js";
export const tileLayer = null;  // pages with map tiles run all of Leaflet
