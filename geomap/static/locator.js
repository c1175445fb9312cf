// The small map that says where in the world this is: in a corner where nothing of the story lies, or not at all.

import { overlap } from "./declutter.js";

const GAP_PX = 6;

/** Moves the small map out of the story's way; `taken` and `view` are rectangles in the pixels of the map's layers. */
export function placeLocator({ stage, taken }, [left, top]) {
  const locator = stage.querySelector(".locator");
  if (!locator) return;
  const isFree = (corner) => {
    locator.classList.toggle("is-high", corner);
    const { offsetLeft: x, offsetTop: y, offsetWidth: side } = locator;
    const rect = [left + x - GAP_PX, top + y - GAP_PX, left + x + side + GAP_PX, top + y + side + GAP_PX];
    return taken.every((other) => !overlap(rect, other));
  };
  const now = locator.matches(".is-high");  // it stays where it is as long as it can
  locator.classList.toggle("is-away", !isFree(now) && !isFree(!now));
}
