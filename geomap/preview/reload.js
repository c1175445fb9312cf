// Loads the page again when there is something else to see, and only the preview adds this. A page that nobody looks at
// asks nothing: a browser keeps but six connections to one server. The fragment stays by itself; the place in the page
// is kept here, because between two maps there may be a short page of problems.
"use strict";
(() => {
  const { state, shows } = document.currentScript.dataset;
  const key = `geomap-preview ${location.pathname}`;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const seen = () => new Promise((done) => {
    if (!document.hidden) done();
    else document.addEventListener("visibilitychange", done, { once: true });
  });

  let ended = null;

  /** A line over the page while nobody answers: what it shows may be out of date. */
  function tellEnded(silent) {
    if (!!ended === silent) return;
    ended?.remove();
    ended = silent ? document.body.appendChild(document.createElement("p")) : null;
    if (!ended) return;
    ended.setAttribute("role", "status");
    ended.style.cssText = "position: fixed; inset: auto 0 0; z-index: 9999; margin: 0; padding: .6rem 1rem;"
      + "background: #5b1a00; color: #fff; font: 1rem/1.4 system-ui, sans-serif; text-align: center";
    ended.textContent = "The preview has ended or does not answer: this is the page as it last was.";
  }

  async function other() {
    const waiting = new AbortController();
    const hide = () => waiting.abort();
    document.addEventListener("visibilitychange", hide, { once: true });
    try {
      const answer = await fetch(`/.geomap/state?not=${state}`, { cache: "no-store", signal: waiting.signal });
      return (await answer.text()).trim() !== state;
    } finally {
      document.removeEventListener("visibilitychange", hide);
    }
  }

  async function follow() {
    for (let wait = 250; ; ) {
      await seen();
      try {
        if (await other()) break;
        wait = 250;
        tellEnded(false);
      } catch (error) {  // the preview was ended, and may be started again; or the reader looked elsewhere
        if (wait > 250 && error.name !== "AbortError") tellEnded(true);
        await pause(wait);
        wait = Math.min(wait * 2, 4000);
      }
    }
    if (shows === "map") sessionStorage.setItem(key, JSON.stringify([scrollX, scrollY]));
    location.reload();
  }

  /** Goes back to where the reader was, and stays there against what the fragment asks for, until the reader moves. */
  function stay([left, top]) {
    const back = () => scrollTo({ left, top, behavior: "instant" });
    const over = new AbortController();
    const { signal } = over;
    for (const type of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(type, () => over.abort(), { signal });
    addEventListener("scroll", back, { signal });
    setTimeout(() => over.abort(), 1000);
    back();
  }

  history.scrollRestoration = shows === "map" ? "auto" : "manual";  // problems are read from the top
  const place = shows === "map" && sessionStorage.getItem(key);
  if (place) {
    sessionStorage.removeItem(key);
    addEventListener("load", () => stay(JSON.parse(place)));
  }
  follow();
})();
