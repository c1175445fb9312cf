// The time window: two handles on the timeline, for pointers and for keys.

import { stepOf } from "./clock.js";
import { leavePlay } from "./player.js";
import { make } from "./shapes.js";

/** Where a key leads on a slider, which takes the key then: by one, by `far`, to an end; undefined for other keys. */
export function byKey({ direction }, event, now, far, most) {
  const forward = direction === "rtl" ? -1 : 1;
  const n = { ArrowRight: now + forward, ArrowUp: now + 1, ArrowLeft: now - forward, ArrowDown: now - 1,
    PageUp: now + far, PageDown: now - far, Home: 0, End: most }[event.key];
  if (n !== undefined) event.preventDefault();
  return n;
}

/** How far along a box a pointer is, as a share of it, in the direction of time. */
export function partAt({ direction }, { left, width }, { clientX }) {
  const part = (clientX - left) / width;
  return direction === "rtl" ? 1 - part : part;
}

/** The two ends of the time window; at the ends of the axis they let everything pass that lies beyond, too. */
export function addHandles(scene, { first, last, share }) {
  const { say, filter, clock } = scene;
  const unit = stepOf(first, last);
  const most = Math.ceil((last - first) / unit);
  const minuteOf = (n) => (n <= 0 ? first : n >= most ? last : first + n * unit);
  const value = (end) => filter.time?.[end] ?? (end ? last : first);
  const shades = [0, 1].map((end) => make("div", `shade shade-${end ? "after" : "before"}`));
  let box;
  const set = (end, n) => {
    const ends = [value(0), value(1)].map((minute) => Math.min(Math.max(minute, first), last));
    ends[end] = minuteOf(n);
    if (ends[1] - ends[0] < Math.min(unit, last - first) || ends[end] === value(end)) return;
    leavePlay(scene);
    const time = [ends[0] <= first ? null : ends[0], ends[1] >= last ? null : ends[1]];
    filter.time = time[0] === null && time[1] === null ? null : time;
    scene.sifted();
  };
  const handles = [say("Shown from"), say("Shown until")].map((label, end) => {
    const handle = make("div", `handle handle-${end ? "to" : "from"}`, [], {
      role: "slider", tabindex: 0, "aria-label": label, "aria-valuemin": 0, "aria-valuemax": most });
    const now = () => Math.round((value(end) - first) / unit);
    handle.addEventListener("keydown", (event) => {
      const n = byKey(scene, event, now(), Math.max(Math.round(most / 10), 1), most);
      if (n !== undefined) set(end, n);
    });
    handle.addEventListener("pointerdown", (event) => {
      handle.setPointerCapture(event.pointerId);
      event.preventDefault();
      handle.focus();
      box = handle.parentElement.getBoundingClientRect();  // asked at each move, it would cost a layout each
    });
    handle.addEventListener("pointermove", (event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      set(end, Math.round(partAt(scene, box, event) * most));
    });
    return handle;
  });
  return {
    elements: [...shades, ...handles],
    isHeld: () => handles.some((handle) => handle.matches(":active")),
    tell() {
      handles.forEach((handle, end) => {
        const minute = value(end);
        handle.style.insetInlineStart = `${100 * share(minute)}%`;
        handle.setAttribute("aria-valuenow", Math.min(Math.max(Math.round((minute - first) / unit), 0), most));
        handle.setAttribute("aria-valuetext", clock.label(end ? minute - 1 : minute, unit < 1440 ? "exact" : "full"));
        shades[end].style.inlineSize = `${100 * (end ? 1 - share(minute) : share(minute))}%`;
      });
    },
  };
}
