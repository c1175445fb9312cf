// The state of a map as the fragment of its address, and back: "r-halt&map=7.2/34.51/39.1&time=2017-08-28/2017-08-31".
// Pure, and on guard: whoever makes a link makes the fragment. What is not understood is left out, the rest stands.

const LONGEST = 2000;
const MOST = 40;  // values of one kind
const KINDS = ["role", "basis", "way", "source", "category", "place", "date"];
const NUMBER = /^-?\d{1,3}(\.\d{1,5})?$/;
const MOMENT = /^(\.\.|\d{4}-\d\d-\d\d(T\d\d:\d\d)?)$/;
const SURE = /^(\d{1,5}(?:\.\d)?)(km|d)$/;

/** The state of a map that nobody has touched. */
export const untouched = () => ({ anchor: "", view: null, time: null, off: {}, on: {}, sure: {} });

/** A state from a fragment, with or without its "#". */
export function parse(fragment) {
  const state = untouched();
  const text = String(fragment ?? "").replace(/^#/, "");
  if (text.length > LONGEST) return state;
  text.split("&").forEach((part, i) => {
    const at = part.indexOf("=");
    if (at < 0) {
      if (i === 0) state.anchor = plain(part);
    } else {
      READERS[part.slice(0, at)]?.(state, part.slice(at + 1));
    }
  });
  return state;
}

const READERS = {
  __proto__: null,
  map(state, text) {
    const parts = text.split("/");
    const view = parts.map(Number);
    const [zoom, lat, lon] = view;
    if (parts.length !== 3 || !parts.every((part) => NUMBER.test(part))) return;
    if (zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 90 && Math.abs(lon) <= 540) state.view = view;
  },
  time(state, text) {
    const ends = text.split("/");
    if (ends.length !== 2 || !ends.every((end) => MOMENT.test(end))) return;
    const [from, to] = ends.map((end) => (end === ".." ? null : end));
    if (from || to) state.time = [from, to];
  },
  off(state, text) { readValues(state.off, text); },
  on(state, text) { readValues(state.on, text); },
  sure(state, text) {
    for (const part of text.split(",").slice(0, 2)) {
      const [, number, unit] = SURE.exec(part) ?? [];
      if (unit) state.sure[unit === "km" ? "km" : "days"] = Number(number);
    }
  },
};

function readValues(into, text) {
  for (const part of text.split(",").slice(0, MOST * KINDS.length)) {
    const at = part.indexOf(":");
    const kind = part.slice(0, at);
    if (!KINDS.includes(kind)) continue;
    const value = plain(part.slice(at + 1));
    const values = into[kind] ?? [];
    if (value !== null && values.length < MOST && !values.includes(value)) into[kind] = [...values, value];
  }
}

/** The fragment of a state, without "#"; of one that nobody has touched it is empty. */
export function format({ anchor, view, time, off, on, sure }) {
  const parts = [];
  if (view) parts.push(`map=${view.map((number, i) => Number(number.toFixed(i ? 4 : 1))).join("/")}`);
  if (time) parts.push(`time=${time.map((end) => end ?? "..").join("/")}`);
  for (const [key, sets] of [["off", off], ["on", on]]) {
    const values = KINDS.flatMap((kind) => [...(sets[kind] ?? [])].map((value) => `${kind}:${escaped(value)}`));
    if (values.length) parts.push(`${key}=${values.join(",")}`);
  }
  const limits = [sure.km && `${sure.km}km`, sure.days && `${sure.days}d`].filter(Boolean);
  if (limits.length) parts.push(`sure=${limits.join(",")}`);
  if (anchor) parts.unshift(escaped(anchor));
  else if (parts.length) parts.unshift("");
  return parts.join("&");
}

const escaped = (text) => encodeURIComponent(text).replace(/'/g, "%27");

/** Text from its escaped form; null where that is broken. */
function plain(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
