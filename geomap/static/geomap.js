// The way in, and the only file that calls Leaflet by name. All text comes from the page or the data island, as text.

/** Opens the map of this page in the element with this id; the map frame's own script calls it. Returns Leaflet's map. */
function open(id, options) {
  const data = JSON.parse(document.getElementById("geomap-data").textContent);
  const stage = document.getElementById(id).parentElement;
  stage.classList.toggle("is-round", data.round);
  const map = newMap(id);
  const scene = {
    data, map, options, stage,
    parts: new Map(),  // anchor -> {shapes, button, latlng, owner}: what of the map belongs to a card
    hidden: { basis: new Set(), role: new Set(), source: new Set() },
    names: [], legs: [], places: [], taken: [], colours: {},
  };
  scene.story = box(data.bounds, data.k);
  drawGround(scene);
  drawLegs(scene);
  drawPlaces(scene);
  watchReader(scene);
  document.documentElement.dataset.geomap = "ready";
  return map;
}

function newMap(id) {
  const moves = !calm.matches;
  const map = L.map(id, {
    trackResize: false,  // we watch the stage: Leaflet would take the new size first, and the story stay where it was
    zoomControl: false, attributionControl: false, scrollWheelZoom: false, dragging: !coarse.matches,
    zoomSnap: 0.1, zoomDelta: 0.75, wheelPxPerZoomLevel: 90, maxBoundsViscosity: 0.8,
    zoomAnimation: moves, fadeAnimation: false, markerZoomAnimation: moves, inertia: moves,
  });
  // Leaflet has no option for the glides that make room for a popup or follow an arrow key.
  if (!moves) map.panBy = (offset, options) => L.Map.prototype.panBy.call(map, offset, { ...options, animate: false });
  return map;
}

function box([west, south, east, north], k) {
  return L.latLngBounds([south / k, west / k], [north / k, east / k]);
}

/** A pane of its own for some layers: the options that put a path there. */
function pane(map, name, zIndex, padding = 0.25) {
  map.createPane(name).style.zIndex = zIndex;
  return { pane: name, renderer: L.svg({ pane: name, padding }), interactive: false, smoothFactor: 0.6 };
}

const polygon = (rings, options) => L.polygon(rings, options);
const polyline = (points, options) => L.polyline(points, options);
const latLng = (lat, lon) => L.latLng(lat, lon);
const layerGroup = (layers) => L.layerGroup(layers);

/** One of very many places, on a canvas that all of them share. */
function dot(latlng, color, renderer) {
  return L.circleMarker(latlng, { renderer, radius: 5, weight: 1.2, color, fillColor: color, fillOpacity: 0.5 });
}

const dotCanvas = (paneName) => L.canvas({ padding: 0.3, pane: paneName });

/** An element of ours that stays at its place while the map moves. */
function iconAt(latlng, html, className, paneName) {
  const icon = L.divIcon({ html, className, iconSize: [0, 0] });
  return L.marker(latlng, { pane: paneName, interactive: false, keyboard: false, icon });
}

function tiles({ url, subdomains, maxZoom }) {
  return L.tileLayer(url, { subdomains, maxZoom, attribution: "" });
}

function popup(latlng, content, size) {
  return L.popup({
    content, closeButton: false, minWidth: 240, maxWidth: Math.min(370, size.x - 60), maxHeight: Math.min(size.y * 0.55, 380),
    autoPanPaddingTopLeft: [14, 14], autoPanPaddingBottomRight: [58, 14], closeOnEscapeKey: false,
  }).setLatLng(latlng);
}

/** Keeps clicks and wheels on an element of ours from moving the map under it. */
function keepFromMap(element) {
  L.DomEvent.disableClickPropagation(element);
  L.DomEvent.disableScrollPropagation(element);
}

globalThis.geomap = Object.freeze({ open });
