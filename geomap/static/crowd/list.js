// The list of very many reports, page by page: at any time only the cards of one page are in the document.

import { latLng } from "../leaflet.js";
import { make } from "../shapes.js";
import { anchorOf, cardFor } from "./card.js";

export const PAGE = 25;

/** Adds the list to its place. Returns {show, reveal, order, page}. */
export function addList(scene, model, home) {
  const { say, parts } = scene;
  const cards = make("ol", "cards");
  const [top, bottom] = [pager(say, say("Pages of the list")), pager(say, say("Pages of the list, again"))];
  home.append(top.element, cards, bottom.element);
  let order = null;  // the indices that pass, or null for all
  let page = 0;
  let made = [];
  const total = () => (order ? order.length : model.count);
  const at = (n) => (order ? order[n] : n);
  const place = (i) => (order ? indexIn(order, i) : i < model.count ? i : -1);
  const pages = () => Math.max(Math.ceil(total() / PAGE), 1);

  const draw = () => {
    for (const anchor of made) parts.delete(anchor);
    const first = page * PAGE;
    const indices = Array.from({ length: Math.max(Math.min(PAGE, total() - first), 0) }, (_, n) => at(first + n));
    cards.replaceChildren(...indices.map((i, n) => {
      const card = cardFor(scene, model, i);
      card.setAttribute("aria-posinset", first + n + 1);
      card.setAttribute("aria-setsize", total());
      if (card.id === scene.picked) card.setAttribute("aria-current", "true");
      return card;
    }));
    cards.start = first + 1;
    made = indices.map((i) => anchorOf(model, i));
    for (const i of indices) parts.set(anchorOf(model, i), partOf(model, i));
    for (const each of [top, bottom]) each.tell(page, pages(), first, indices.length, total());
  };
  const go = (to, from) => {
    page = Math.max(0, Math.min(pages() - 1, to));
    draw();
    if (from) {  // the reader goes on at the top of the new page
      home.scrollIntoView({ block: "start" });
      cards.querySelector(".badge")?.focus({ preventScroll: true });
    }
  };
  for (const each of [top, bottom]) each.listen((by) => go(by === -Infinity ? 0 : by === Infinity ? pages() - 1 : page + by, true), (to) => go(to - 1, true));
  return {
    /** Shows the reports that pass, from the first page on; all of them for null. */
    show(passing) {
      order = passing;
      go(0, false);
    },
    /** Turns to the page of a report. Returns whether it is in the list. */
    reveal(i) {
      const n = place(i);
      if (n < 0) return false;
      if (Math.floor(n / PAGE) !== page || !made.length) go(Math.floor(n / PAGE), false);
      return true;
    },
    total,
    place,
    /** The report before or after another in the list; from none, the first or the last. */
    beside(i, by) {
      if (i < 0) return total() ? at(by > 0 ? 0 : total() - 1) : undefined;
      const n = order && place(i) < 0 ? rankIn(order, i) + (by > 0 ? -1 : 0) : place(i);
      return n + by >= 0 && n + by < total() ? at(n + by) : undefined;
    },
  };
}

/** What of the map belongs to a card, as for any report. */
function partOf(model, i) {
  if (Number.isNaN(model.lat(i))) return {};
  const latlng = latLng(model.lat(i), model.lonOnMap(i));
  return { latlng, shapes: [], owner: { latlng, km: model.km[i], buttons: [], shapes: [] } };
}

/** How many of rising numbers are less than one. */
function rankIn(order, i) {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order[middle] < i) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where a number stands among rising ones, or -1. */
function indexIn(order, i) {
  const rank = rankIn(order, i);
  return order[rank] === i ? rank : -1;
}

/** First, back, where one is, on, last. */
function pager(say, label) {
  const button = (name, sign) => make("button", "", [sign], { type: "button", "aria-label": name, title: name });
  const [first, back] = [button(say("First page of the list"), "«"), button(say("Previous page of the list"), "‹")];
  const [on, last] = [button(say("Next page of the list"), "›"), button(say("Last page of the list"), "»")];
  const field = make("input", "", [], { type: "number", min: 1, step: 1, inputmode: "numeric", "aria-label": say("Page of the list") });
  const words = make("span", "position");
  const element = make("nav", "pager", [first, back, field, on, last, words], { "aria-label": label });
  return {
    element,
    listen(step, jump) {
      for (const [each, by] of [[first, -Infinity], [back, -1], [on, 1], [last, Infinity]]) each.addEventListener("click", () => step(by));
      field.addEventListener("change", () => jump(Math.round(Number(field.value)) || 1));
    },
    tell(page, pages, from, count, total) {
      element.hidden = pages < 2;
      field.max = pages;
      field.value = page + 1;
      words.textContent = say("of {pages}: reports {from} to {to} of {total}", {
        pages: pages, from: from + 1, to: from + count, total: total,
      });
      first.disabled = back.disabled = page === 0;
      on.disabled = last.disabled = page >= pages - 1;
    },
  };
}
