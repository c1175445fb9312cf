// Minutes since 1970 UTC and the dates of the story's own clock, for axis, sliders and address. Pure.

const MINUTE = 60000;
const DAY = 1440;
const UNITS = [  // [minutes, how many of which part of a date]
  [60, "hour", 1], [180, "hour", 3], [360, "hour", 6], [720, "hour", 12], [DAY, "day", 1], [2 * DAY, "day", 2],
  [7 * DAY, "day", 7], [14 * DAY, "day", 14], [30 * DAY, "month", 1], [91 * DAY, "month", 3], [182 * DAY, "month", 6],
  ...[1, 2, 5, 10, 25, 50, 100, 250, 500, 1000].map((years) => [years * 365 * DAY, "year", years]),
];
const FORMS = {
  hour: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { day: "numeric", month: "short" }, month: { month: "short", year: "numeric" }, year: { year: "numeric" },
  full: { day: "numeric", month: "short", year: "numeric" },
  exact: { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
};

/** A clock of one zone that speaks one language: {text, minutes, label}; an unknown zone or language falls back. */
export function clockOf(zone, language) {
  const known = (languages, options) => {
    for (const timeZone of [zone, "UTC"]) {
      for (const each of [languages === "en" ? "en-GB" : languages, "en-GB"]) {  // days before months, as in the list
        try {
          return new Intl.DateTimeFormat(each, { ...options, timeZone, calendar: "gregory", numberingSystem: "latn" });
        } catch { /* the next one */ }
      }
    }
    return null;
  };
  const numbers = known("en-GB", { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23" });
  const forms = {};

  /** [year, month, day, hour, minute] on the clock. */
  const read = (minutes) => {
    const found = {};
    for (const { type, value } of numbers.formatToParts(minutes * MINUTE)) found[type] = Number(value);
    return [found.year, found.month, found.day, found.hour, found.minute];
  };
  const shown = (minutes) => stamp(read(minutes));
  /** The minute at which the clock shows this; where it never does, one near by. */
  const find = (parts) => {
    const wanted = stamp(parts);
    let minutes = wanted;
    for (let i = 0; i < 3; i += 1) minutes += wanted - shown(minutes);
    return minutes;
  };

  return {
    read,
    find,
    /** "2017-08-28", or with the time of day where that is not midnight. */
    text(minutes) {
      const [year, month, day, hour, minute] = read(minutes).map((number, i) => String(number).padStart(i ? 2 : 4, "0"));
      return `${year}-${month}-${day}${hour === "00" && minute === "00" ? "" : `T${hour}:${minute}`}`;
    },
    /** The way back; null where there is no such day. A date alone is its first minute, or with `end` the one after it. */
    minutes(text, end = false) {
      const [date, time] = text.split("T");
      const [year, month, day] = date.split("-").map(Number);
      const [hour, minute] = (time ?? "00:00").split(":").map(Number);
      const whole = new Date(stamp([year, month, day, 0, 0]) * MINUTE);
      if (!year || whole.getUTCMonth() !== month - 1 || whole.getUTCDate() !== day || hour > 23 || minute > 59) return null;
      return find([year, month, end && !time ? day + 1 : day, hour, minute]);
    },
    /** For people; `form` is a unit of the axis, "full" or "exact". */
    label(minutes, form) {
      forms[form] ??= known(language, FORMS[form]);
      return forms[form].format(minutes * MINUTE);
    },
  };
}

/** Minutes since 1970 of a date as if it were UTC; years below 100 are those years. */
function stamp([year, month, day, hour, minute]) {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute);
  return Math.round(date / MINUTE);
}

/** The axis of a span: its first and last minute, and the share of it that lies before a minute. */
export function axisOf([from, to]) {
  const half = from === to ? 720 : 0;
  const [first, last] = [from - half, to + half];
  return { first, last, share: (minute) => Math.min(Math.max((minute - first) / (last - first), 0), 1) };
}

/** Where a window stands: on the axis, before or after it, or nowhere. */
export function whereOn({ first, last }, from, to) {
  if (from === null && to === null) return "none";
  if (to !== null && to <= first && from !== first) return "before";
  return from !== null && from >= last && to !== last ? "after" : "in";
}

/** Round moments on the clock from `first` to `last`, at most so many: {unit, at: [minutes]}. */
export function ticks(clock, first, last, most) {
  const [, unit, step] = UNITS.find(([minutes]) => (last - first) / minutes <= most) ?? UNITS[UNITS.length - 1];
  let [year, month, day, hour] = clock.read(first);
  if (unit === "year") [year, month, day, hour] = [Math.max(Math.floor(year / step) * step, 1), 1, 1, 0];
  if (unit === "month") [month, day, hour] = [Math.floor((month - 1) / step) * step + 1, 1, 0];
  if (unit === "day") hour = 0;
  if (unit === "hour") hour = Math.floor(hour / step) * step;
  const at = [];
  for (let i = 0; i < 4 * most + 8; i += 1) {
    const more = (name) => (unit === name ? i * step : 0);
    const found = clock.find([year + more("year"), month + more("month"), day + more("day"), hour + more("hour"), 0]);
    if (found > last) break;
    if (found >= first) at.push(found);
  }
  return { unit, at };
}

/** The least step of the sliders, in minutes: about 300 of them from end to end. */
export function stepOf(first, last) {
  const least = (last - first) / 300;
  return [1, 5, 15, 60, 180, 360, 720, DAY, 7 * DAY, 30 * DAY, 365 * DAY, 3650 * DAY].find((step) => step >= least) ?? 36500 * DAY;
}
