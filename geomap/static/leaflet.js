// The only file that calls Leaflet by name.

import * as L from "leaflet-used";

import { calm, coarse } from "./media.js";
import { make } from "./shapes.js";
import { inSlices } from "./slices.js";

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

/** Words in a bubble over a place, which the map moves to where they can be read. Returns what takes it away again. */
export function bubbleAt(map, latlng, content) {
  const size = map.getSize();
  const words = make("div", "bubble-words", [content]);
  const bubble = make("div", "bubble", [words, make("i")]);
  bubble.style.maxWidth = `${Math.min(370, size.x - 60)}px`;
  words.style.maxHeight = `${Math.min(size.y * 0.55, 380)}px`;
  const marker = iconAt(latlng, bubble, "bubble-icon", "popupPane").addTo(map);
  keepFromMap(bubble);
  const [inner, outer] = [bubble, map.getContainer()].map((each) => each.getBoundingClientRect());
  // How far it stands out over an edge, with room for the controls: the near edge wins where both are crossed.
  const over = (low, high) => Math.max(0, high) || Math.min(0, low);
  const by = [
    over(inner.left - outer.left - 14, inner.right - outer.right + 58), over(inner.top - outer.top - 14, inner.bottom - outer.bottom + 14)];
  if (by[0] || by[1]) map.panBy(by);
  return () => marker.remove();
}

/** Keeps clicks and wheels on an element of ours from moving the map under it. */
export function keepFromMap(element) {
  L.DomEvent.disableClickPropagation(element);
  L.DomEvent.disableScrollPropagation(element);
}

/**
 * A canvas larger than the map, which moves and grows with it. Whoever has it painted anew, such as when the map has come
 * to rest, gets another, which is painted a slice at a time and then takes its place.
 *
 * paint(context, {left, top, width, height, world, ratio}): a generator, which may rest at each of its steps; the canvas's
 * upper left corner in pixels of the world, its size, how many pixels the world is wide, and device pixels for each.
 * Returns what paints it anew, at once if asked to; that gives a promise of the picture, false where a later one came first.
 */
export function canvasLayer(map, paneName, zIndex, padding, paint) {
  const pane = map.createPane(paneName);
  pane.style.zIndex = zIndex;
  const newCanvas = () => make("canvas", "leaflet-zoom-animated");
  let [canvas, spare] = [newCanvas(), newCanvas()];
  pane.append(canvas);
  let job = 0;
  let corner = null;  // the latitude and longitude of the upper left corner, and the zoom painted for
  const move = (center, zoom) => {
    if (!corner) return;
    const { x, y } = map._latLngToNewLayerPoint(corner.latlng, zoom, center);
    canvas.style.transform = `translate3d(${x}px, ${y}px, 0) scale(${map.getZoomScale(zoom, corner.zoom)})`;
  };
  const redraw = async (now = false) => {
    const mine = ++job;
    const size = map.getSize();
    if (!size.x || !size.y) return false;
    const zoom = map.getZoom();
    const room = size.multiplyBy(padding).round();
    const at = map.containerPointToLayerPoint(room.multiplyBy(-1)).round();
    const [width, height] = [size.x + 2 * room.x, size.y + 2 * room.y];
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
    const latlng = map.layerPointToLatLng(at);
    const back = spare;
    if (back.width !== Math.round(width * ratio) || back.height !== Math.round(height * ratio)) {
      back.width = Math.round(width * ratio);
      back.height = Math.round(height * ratio);
      back.style.width = `${width}px`;
      back.style.height = `${height}px`;
    }
    const context = back.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const { x: left, y: top } = map.getPixelOrigin().add(at);
    const steps = paint(context, { left, top, width, height, world: 256 * map.getZoomScale(zoom, 0), ratio });
    if (!(await inSlices(steps, now, () => mine === job)) || mine !== job) return false;
    back.style.transform = `translate3d(${at.x}px, ${at.y}px, 0) scale(1)`;
    canvas.replaceWith(back);
    [spare, canvas, corner] = [canvas, back, { zoom, latlng }];
    return true;
  };
  map.on("zoomstart", () => job++);  // what is begun would be of no use: the end of the zoom asks anew
  map.on("zoomanim", ({ center, zoom }) => move(center, zoom));
  map.on("zoom", () => move(map.getCenter(), map.getZoom()));
  return redraw;
}

/** Where an event of the mouse lies, in pixels of the world at this zoom. */
export function worldPoint(map, event) {
  const { x, y } = map.getPixelOrigin().add(map.mouseEventToLayerPoint(event));
  return [x, y];
}
