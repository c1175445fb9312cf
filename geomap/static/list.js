// The list beside the map and the legend below it: what of them follows the map. Knows nothing of Leaflet.

import { smooth } from "./media.js";
import { make } from "./shapes.js";

export const cardOf = ({ root }, anchor) => (anchor ? root.getElementById(anchor)?.closest(".card") : null);
/** The title on a card, or nothing where there is no such card. */
export const titleOf = (scene, anchor) => cardOf(scene, anchor)?.querySelector("h3")?.textContent ?? "";
export const badgeOf = (scene, anchor) => cardOf(scene, anchor)?.querySelector(".badge");

/** What an element of the page stands for: the anchor of its card, or undefined. */
export const anchorOf = (element) => element.closest("[data-anchor]")?.dataset.anchor ?? element.closest(".card")?.id;

/** Marks one card as the one that the map speaks of, or none, and brings it into view beside the map. */
export function markCard(scene, anchor, scroll) {
  scene.root.querySelector(".card[aria-current]")?.removeAttribute("aria-current");
  const card = cardOf(scene, anchor);
  card?.setAttribute("aria-current", "true");
  const beside = !scene.options.compact && matchMedia("screen and (min-width: 60rem)").matches;  // below the map, scrolling would take the map away
  if (scroll && beside) card?.scrollIntoView({ block: "nearest", behavior: smooth() });
}

/** A copy of a card's contents for the map, unfolded, with a button that closes it. */
export function noteOf(scene, card, close) {
  const article = card.querySelector("article").cloneNode(true);
  for (const fold of article.querySelectorAll(".evidence")) fold.open = true;
  for (const shield of article.querySelectorAll(".graphic")) shield.open = false;
  const badge = article.querySelector(".badge");
  badge.replaceWith(make("span", badge.className, [...badge.childNodes], { "aria-hidden": "true" }));
  const button = make("button", "close", ["×"], { type: "button", "aria-label": scene.say("Close") });
  button.addEventListener("click", close);
  for (const heading of article.querySelectorAll("h3, h4")) heading.setAttribute("aria-level", heading.tagName[1] - 1);
  const label = article.querySelector("h3").textContent;
  return make("div", "note", [button, article], { role: "dialog", "aria-label": label, tabindex: "-1", dir: scene.direction });
}

/** What an event is about, also inside a shadow root, which hides that from listeners outside. */
export const targetOf = (event) => event.composedPath()[0];

/** Arrow keys lead from number to number: down the list, or on the map in the order of the story. */
export function walk({ root }, event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const here = targetOf(event);
  if (!step || !here.matches(".badge")) return;
  const onMap = here.matches(".numbers *");
  const badges = [...root.querySelectorAll(onMap ? ".numbers .badge:not([hidden])" : ".card:not(.is-out) .badge")];
  if (onMap) badges.sort((a, b) => a.textContent - b.textContent);
  badges[badges.indexOf(here) + step]?.focus();
  event.preventDefault();
}

/** Puts a box before every line and symbol of the legend; `toggle(what, value, on)` is called when one is clicked. */
export function switchableLegend({ root, hidden }, toggle) {
  for (const item of root.querySelectorAll(".legend li")) {
    for (const [what, value] of Object.entries(item.dataset)) {
      const box = make("input", "", [], { type: "checkbox" });
      box.checked = !hidden[what].has(value);
      item.append(make("label", "", [box, ...item.childNodes]));
      box.addEventListener("change", () => toggle(what, value, box.checked));
    }
  }
}
