// The way in. All text comes from the page or the data island, as text.

import { drawGround } from "./ground.js";
import { box, newMap } from "./leaflet.js";
import { drawLegs } from "./legs.js";
import { reportHeight } from "./height.js";
import { pageAddress } from "./pageaddress.js";
import { furnish, watchReader } from "./reader.js";
import { drawOthers } from "./others.js";
import { prepareFilter } from "./sift.js";
import { speaker } from "./speech.js";
import { drawPlaces } from "./story.js";

const MOST_TWICE = 100000;  // the text of more reports than this is not kept in the document beside what is made of it

/** Opens the map of this page in the element with this id; the map frame's own script calls it. Returns Leaflet's map. */
export function open(id, options) {
  const island = document.getElementById("geomap-data");
  const data = JSON.parse(island.textContent);
  if (data.crowd?.count > MOST_TWICE) island.replaceChildren();
  const { map } = openIn({ root: document, element: document.getElementById(id), data, options });
  document.documentElement.dataset.geomap = "ready";
  if (options.compact) reportHeight();
  return map;
}

/**
 * Draws a story in an element of a document or of a shadow root, and follows its reader. Returns the scene: everything
 * that one map knows, so that several may stand on one page. `address` is where the view is kept; once `signal` aborts,
 * the map is gone and nothing listens any more.
 */
export function openIn({ root, element, data, options, address = pageAddress, signal = new AbortController().signal }) {
  const stage = element.parentElement;
  stage.classList.toggle("is-round", data.round);
  const scene = {
    root, data, options, stage, address, signal, map: newMap(element),
    direction: root.querySelector("[dir]")?.dir ?? "ltr",
    say: speaker(data),
    parts: new Map(),  // anchor -> {shapes, button, latlng, owner}: what of the map belongs to a card
    names: [], legs: [], places: [], taken: [], colours: {},
  };
  prepareFilter(scene);
  furnish(scene);
  scene.story = box(data.bounds, data.k);
  drawGround(scene);
  drawLegs(scene);
  drawPlaces(scene);
  drawOthers(scene);
  options.drawMore?.(scene);  // what an entry of its own brings, such as very many reports
  watchReader(scene);
  signal.addEventListener("abort", () => {
    clearInterval(scene.player?.timer);
    scene.map.remove();
  });
  return scene;
}
