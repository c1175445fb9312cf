// What passes the filter and the search, put on the map, on the timeline and into the list of very many reports.

import { sifterOf } from "./passing.js";

const [REST_MS, HELD_MS] = [30, 300];  // before the list is made anew; longer while the reader holds an end of the window

/**
 * Returns {sift, showAllNow}: what asks anew, and what shows every report before it returns.
 *
 * What is asked while an answer is made waits for it: so a window that is dragged shows as much as there is time for, and
 * in the end what it came to. The list costs the most, and is made anew when nothing else is asked for a moment.
 */
export function answering(scene, layer) {
  const { stage, crowd: { model, indexOf, times, list, panel } } = scene;
  const sifter = sifterOf(model);
  let [asked, answered, busy, rest] = [0, 0, false, 0];  // how often was asked, which of these is answered
  stage.dataset.sifted = answered;
  const listed = (found) => {
    panel.tell(found ? found.count : null);
    list.show(found?.order ?? null);
    list.reveal(indexOf(scene.picked));
    scene.stepped();
  };
  const put = async (found, listedAlready) => {
    const mine = answered;
    const picked = indexOf(scene.picked);
    if (found && picked >= 0 && !found.bytes[picked]) scene.close();
    layer.passing = found?.bytes ?? null;
    await Promise.all([times.tell(found), layer.redraw()]);
    if (mine !== asked) return;
    rest = setTimeout(() => {
      if (!listedAlready) listed(found);
      stage.dataset.sifted = mine;
    }, times.isHeld() ? HELD_MS : REST_MS);
  };
  return {
    async sift() {
      asked++;
      clearTimeout(rest);
      if (busy) return;
      busy = true;
      try {
        while (answered !== asked) {
          const mine = asked;
          const found = await sifter(() => ({ filter: scene.filter, query: panel.query() }));
          if (found === undefined || answered >= mine) continue;
          answered = mine;
          await put(found, false);
        }
      } finally {
        busy = false;
      }
    },
    showAllNow() {
      answered = asked;  // what is being answered comes too late
      listed(null);
      put(null, true);
    },
  };
}
