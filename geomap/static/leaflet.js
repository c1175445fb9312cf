// The only file that calls Leaflet by name.

import * as L from "leaflet-used";

import { calm, coarse } from "./media.js";

/** A map in an element, as quiet as its reader wants it. */
export function newMap(element) {
  const moves = !calm.matches;
  const map = L.map(element, {
    trackResize: false,  // we watch the stage: Leaflet would take the new size first, and the story stay where it was
    zoomControl: false, attributionControl: false, scrollWheelZoom: false, dragging: !coarse.matches,
    zoomSnap: 0.1, zoomDelta: 0.75, wheelPxPerZoomLevel: 90, maxBoundsViscosity: 0.8,
    zoomAnimation: moves, fadeAnimation: false, markerZoomAnimation: moves, inertia: moves,
  });
  // Leaflet has no option for the glides that make room for a popup or follow an arrow key.
  if (!moves) map.panBy = (offset, options) => L.Map.prototype.panBy.call(map, offset, { ...options, animate: false });
  return map;
}

export function box([west, south, east, north], k) {
  return L.latLngBounds([south / k, west / k], [north / k, east / k]);
}

/** A pane of its own for some layers: the options that put a path there. */
export function pane(map, name, zIndex, padding = 0.25) {
  map.createPane(name).style.zIndex = zIndex;
  return { pane: name, renderer: L.svg({ pane: name, padding }), interactive: false, smoothFactor: 0.6 };
}

export const polygon = (rings, options) => L.polygon(rings, options);
export const polyline = (points, options) => L.polyline(points, options);
export const latLng = (lat, lon) => L.latLng(lat, lon);
export const layerGroup = (layers) => L.layerGroup(layers);

/** The box around points. */
export const bounds = (points) => L.latLngBounds(points);

/** An element of ours that stays at its place while the map moves. */
export function iconAt(latlng, html, className, paneName) {
  const icon = L.divIcon({ html, className, iconSize: [0, 0] });
  return L.marker(latlng, { pane: paneName, interactive: false, keyboard: false, icon });
}

export function tiles({ url, subdomains, maxZoom }) {
  return L.tileLayer(url, { subdomains, maxZoom, attribution: "" });
}

export function popup(latlng, content, size) {
  return L.popup({
    content, closeButton: false, minWidth: 240, maxWidth: Math.min(370, size.x - 60), maxHeight: Math.min(size.y * 0.55, 380),
    autoPanPaddingTopLeft: [14, 14], autoPanPaddingBottomRight: [58, 14], closeOnEscapeKey: false,
  }).setLatLng(latlng);
}

/** Keeps clicks and wheels on an element of ours from moving the map under it. */
export function keepFromMap(element) {
  L.DomEvent.disableClickPropagation(element);
  L.DomEvent.disableScrollPropagation(element);
}
