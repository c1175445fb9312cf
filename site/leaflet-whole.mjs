// All of Leaflet, and as the global `L`, as folium's own layers want it: for pages with map tiles or a caller's layers.
// Its script for browsers sets that global itself.
export * from "leaflet/dist/leaflet-src.js";
