// Which of very many reports pass a filter and hold the words of a query, a slice at a time. Pure: knows no page.

import { passes, within } from "../filters.js";
import { inSlices } from "../slices.js";
import { known } from "./columns.js";

const AT_ONCE = 2000;  // reports that are asked everything, between two rests
const AT_ONCE_BY_TIME = 20000;  // and such as are asked their time alone

/**
 * What sifts the reports of a model: sift(ask), where ask() gives {filter, query} as they are then. It promises what
 * passes, {bytes, order, count}, or null where everything does, or undefined where something else was asked meanwhile.
 *
 * A reader who drags the time window asks for nothing else that is new: so what passes apart from the time is kept, and
 * such a change costs no more than a look at two numbers of each report.
 */
export function sifterOf(model) {
  let [key, rest] = ["", null];  // what was asked apart from the time, and the bytes of what passes it; null for all
  return async (ask) => {
    const { filter, query } = ask();
    const others = keyOf(filter, query);
    if (others && others !== key) {
      const made = await inBytes((bytes) => passOthers(model, filter, query, bytes), model.count, () => keyOf(ask().filter, ask().query) === others);
      if (!made) return undefined;
      [key, rest] = [others, made];
    }
    const apart = others ? rest : null;
    const bytes = filter.time ? await inBytes((bytes) => passTime(model, filter.time, apart, bytes), model.count, () => true) : apart;
    return bytes && { bytes, ...orderOf(bytes) };
  };
}

/** What is asked apart from the time; "" where nothing is. The bases and tellers of ways are no matter of reports. */
function keyOf({ sure, off }, query) {
  const words = wordsOf(query);
  const without = Object.entries(off).filter(([kind, values]) => kind !== "basis" && kind !== "way" && values.size).map(([kind, values]) => [kind, ...values]);
  return words.length || without.length || sure.km || sure.days ? JSON.stringify([words, without, sure]) : "";
}

const NOTHING_OFF = { date: new Set() };  // those without a date were asked before

const wordsOf = (query) => query.toLowerCase().split(/\s+/).filter(Boolean);

async function inBytes(work, count, alive) {
  const bytes = new Uint8Array(count);
  return (await inSlices(work(bytes), false, alive)) ? bytes : null;
}

function* passOthers(model, filter, query, bytes) {
  const words = wordsOf(query);
  // As it is now, and whenever: the filter itself may change between two slices.
  const off = Object.fromEntries(Object.entries(filter.off).map(([kind, values]) => [kind, new Set(values)]));
  const asked = { time: null, sure: { ...filter.sure }, off };
  for (let i = 0; i < bytes.length; i++) {
    if (i % AT_ONCE === AT_ONCE - 1) yield;
    bytes[i] = passes(model.facets, asked, i) && (!words.length || holds(model, i, words));
  }
}

function* passTime({ times: { from, to } }, time, apart, bytes) {
  const filter = { time, off: NOTHING_OFF };
  for (let i = 0; i < bytes.length; i++) {
    if (i % AT_ONCE_BY_TIME === AT_ONCE_BY_TIME - 1) yield;
    bytes[i] = (!apart || apart[i]) && !within(known(from[i]), known(to[i]), filter);
  }
}

function holds({ of, id }, i, words) {
  const text = `${of.title(i)}\n${of.text(i) ?? ""}\n${of.name(i) ?? ""}\n${of.as_written(i) ?? ""}\n${of.category(i) ?? ""}\n${of.when(i)}\n${id(i)}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The indices of the bytes that are set. */
function orderOf(bytes) {
  let count = 0;
  for (let i = 0; i < bytes.length; i++) count += bytes[i];
  const order = new Uint32Array(count);
  for (let i = 0, n = 0; n < count; i++) if (bytes[i]) order[n++] = i;
  return { order, count };
}
