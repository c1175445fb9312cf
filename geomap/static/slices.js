// Long work, a slice at a time, so that no frame waits for it. Pure: knows no page.

const SLICE_MS = 6;

/**
 * Goes through a generator; between slices, whatever else the browser has to do is done. `now`: all at once, before this
 * returns. Gives false as soon as `alive()` does, and leaves the rest undone.
 */
export async function inSlices(steps, now, alive) {
  if (now) {
    while (!steps.next().done);
    return true;
  }
  for (;;) {
    await new Promise((done) => setTimeout(done));
    if (!alive()) return false;
    const start = performance.now();
    do {
      if (steps.next().done) return true;
    } while (performance.now() - start < SLICE_MS);
  }
}
