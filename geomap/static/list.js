// The list beside the map and the legend below it: what of them follows the map. Knows nothing of Leaflet.

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const smooth = () => (calm.matches ? "auto" : "smooth");

const cardOf = (anchor) => document.getElementById(anchor)?.closest(".card");
const badgeOf = (anchor) => cardOf(anchor)?.querySelector(".badge");

/** What an element of the page stands for: the anchor of its card, or undefined. */
const anchorOf = (element) => element.closest("[data-anchor]")?.dataset.anchor ?? element.closest(".card")?.id;

/** Marks one card as the one that the map speaks of, or none, and brings it into view beside the map. */
function markCard(anchor, scroll) {
  document.querySelector(".card[aria-current]")?.removeAttribute("aria-current");
  const card = cardOf(anchor);
  card?.setAttribute("aria-current", "true");
  const beside = matchMedia("screen and (min-width: 60rem)").matches;  // below the map, scrolling would take the map away
  if (scroll && beside) card?.scrollIntoView({ block: "nearest", behavior: smooth() });
}

/** A copy of a card's contents for the map, unfolded, with a button that closes it. */
function noteOf(card, close) {
  const article = card.querySelector("article").cloneNode(true);
  for (const fold of article.querySelectorAll(".evidence")) fold.open = true;
  const badge = article.querySelector(".badge");
  badge.replaceWith(make("span", badge.className, [...badge.childNodes], { "aria-hidden": "true" }));
  const button = make("button", "close", ["×"], { type: "button", "aria-label": "Close" });
  button.addEventListener("click", close);
  for (const heading of article.querySelectorAll("h3, h4")) heading.setAttribute("aria-level", heading.tagName[1] - 1);
  const label = article.querySelector("h3").textContent;
  return make("div", "note", [button, article], { role: "dialog", "aria-label": label, tabindex: "-1", dir: document.dir });
}

/** Arrow keys lead from number to number: down the list, or on the map in the order of the story. */
function walk(event) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const here = event.target;
  if (!step || !here.matches(".badge")) return;
  const onMap = here.matches(".numbers *");
  const badges = [...document.querySelectorAll(onMap ? ".numbers .badge:not([hidden])" : ".card .badge")];
  if (onMap) badges.sort((a, b) => a.textContent - b.textContent);
  badges[badges.indexOf(here) + step]?.focus();
  event.preventDefault();
}

/** Puts a box before every line and symbol of the legend; `toggle(what, value, on)` is called when one is clicked. */
function switchableLegend(hidden, toggle) {
  for (const item of document.querySelectorAll(".legend li")) {
    for (const [what, value] of Object.entries(item.dataset)) {
      const box = make("input", "", [], { type: "checkbox" });
      box.checked = !hidden[what].has(value);
      item.append(make("label", "", [box, ...item.childNodes]));
      box.addEventListener("change", () => toggle(what, value, box.checked));
    }
  }
}

/** Tells the page around an iframe how high this one is, now and whenever that changes. */
function reportHeight() {
  if (parent === self) return;
  const tell = () => parent.postMessage({ type: "geomap:height", height: document.body.scrollHeight }, "*");
  new ResizeObserver(tell).observe(document.body);
}
