// Very many reports by time: bars that suit the span and the story's clock, and how many reports each counts. Pure.
//
// A report is counted in every bar that its window touches, which is what a time window of just that bar shows of it.

import { ticks, whereOn } from "../clock.js";
import { known } from "./columns.js";

const MOST = 120;
const MINUTES = [1, 5, 15, 30];  // bars shorter than an hour; longer ones are those of the clock's ticks
const AT_ONCE = 20000;  // reports between two rests
export const PLACES = ["none", "before", "after"];  // where a report stands that is in no bar
const NOWHERE = 255 - PLACES.length;

/** The bars of an axis: `edges`, one more than there are bars, and the unit of time that they are made of. */
export function binsOf(clock, { first, last }) {
  const step = MINUTES.find((minutes) => last - first <= MOST * minutes);
  const round = Math.ceil(first / step) * step;
  const { unit, at } = step ? { unit: "hour", at: Array.from({ length: MOST + 1 }, (_, n) => round + n * step) } : ticks(clock, first, last, MOST);
  const edges = [first];
  // An hour that the clock leaves out in spring is no bar.
  for (const minute of at) if (minute > edges.at(-1) && minute < last) edges.push(minute);
  return { unit, edges: Float64Array.of(...edges, last) };
}

/** The bar that a minute is in; what lies beyond the axis is in the first or the last. */
export function binAt(edges, minute) {
  const most = edges.length - 2;
  const [first, last] = [edges[0], edges[most + 1]];
  let n = Math.max(0, Math.min(most, Math.floor(((minute - first) / (last - first)) * (most + 1))));
  while (n > 0 && minute < edges[n]) n--;
  while (n < most && minute >= edges[n + 1]) n++;
  return n;
}

/**
 * The first and the last bar of each report: {begin, end}, bytes; a report in no bar has the place of its sort in PLACES
 * beyond NOWHERE. A generator, which may rest at each of its steps.
 */
export function* placeInBins({ from, to }, axis, edges) {
  const [begin, end] = [new Uint8Array(from.length), new Uint8Array(from.length)];
  for (let i = 0; i < from.length; i++) {
    if (i % AT_ONCE === AT_ONCE - 1) yield;
    const [start, stop] = [known(from[i]), known(to[i])];
    const where = whereOn(axis, start, stop);
    if (where !== "in") {
      begin[i] = end[i] = NOWHERE + PLACES.indexOf(where);
      continue;
    }
    begin[i] = start === null ? 0 : binAt(edges, start);
    end[i] = stop === null ? edges.length - 2 : Math.max(begin[i], binAt(edges, stop - 1));
  }
  return { begin, end };
}

/**
 * Counts reports: `bars`, how many each touches; `begun`, how many begin in each; `several`,
 * how many touch more than one; `places`, how many stand elsewhere, as PLACES. Of those whose byte in `passing` is set, or of all for null. A generator, as above.
 */
export function* tally({ begin, end }, bins, passing) {
  const [bars, begun, places] = [new Int32Array(bins + 1), new Int32Array(bins), PLACES.map(() => 0)];
  let several = 0;
  for (let i = 0; i < begin.length; i++) {
    if (i % AT_ONCE === AT_ONCE - 1) yield;
    if (passing && !passing[i]) continue;
    if (begin[i] >= NOWHERE) {
      places[begin[i] - NOWHERE]++;
      continue;
    }
    if (begin[i] < end[i]) several++;
    begun[begin[i]]++;
    bars[begin[i]]++;  // what begins less what has ended, summed up below
    bars[end[i] + 1]--;
  }
  for (let n = 1; n < bins; n++) bars[n] += bars[n - 1];
  return { bars: bars.subarray(0, bins), begun, several, places };
}
