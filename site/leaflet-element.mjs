// What <geo-map> uses of Leaflet: as the page does, and map tiles.
export * from "./leaflet-used.mjs";
export { tileLayer } from "leaflet/src/layer/tile/TileLayer.js";
