// In a frame: tells the page around how high this one is, so that the frame fits it, and never keeps that going by itself.

const LEAST_PX = 2;  // of a change that is told
const MANY = 8;  // changes within this time are an echo of our own words: the greatest height then holds
const MANY_MS = 1000;
const ANSWER_MS = 500;  // in which a page around has taken a height, if it takes any

export function reportHeight() {
  if (parent === self) return;
  const root = document.documentElement;
  // WordPress shows an address that it does not know in a frame without our lines, and listens with lines of its own,
  // which take a height from those who know the word that it put into the frame's address.
  const [, secret] = /[?&]secret=([a-zA-Z0-9]+)/.exec(location.hash) ?? [];
  let told = 0;
  let width = 0;
  let resized = false;
  let twice = false;
  let lately = [];

  const post = (height) => {
    told = height;
    parent.postMessage({ type: "geomap:height", height }, "*");
    if (secret) parent.postMessage({ message: "height", value: height, secret }, "*");
    setTimeout(letScroll, ANSWER_MS);
  };
  // A bar would take width, so that the page would become higher for want of the width that its bar takes. Where the
  // page around does not follow, or not so far, there must be one.
  const letScroll = () => {
    root.style.overflowY = innerHeight + 1 < Math.max(told, root.scrollHeight) ? "" : "hidden";
  };
  const tell = (later) => {
    const height = Math.ceil(root.getBoundingClientRect().height);
    const now = root.clientWidth;
    // What the page around changed by making the frame higher would, if told, make it higher again.
    const echo = resized && now === width;
    width = now;
    if (echo) {
      letScroll();
      // A change of the map's own may fall together with it (a list unfolded at that moment): told later, and once, for
      // an echo would come again.
      if (!twice) setTimeout(tell, ANSWER_MS, true);
      twice = true;
    } else if (!later) {
      twice = false;
    }
    if (echo || Math.abs(height - told) < LEAST_PX) return;
    const at = performance.now();
    lately = [...lately.filter((each) => at - each.at < MANY_MS), { at, height }];
    const most = Math.max(...lately.map((each) => each.height));
    if (lately.length <= MANY) post(height);
    else if (told !== most) post(most);
  };

  addEventListener("resize", () => {
    resized = true;
    letScroll();
    requestAnimationFrame(() => setTimeout(() => { resized = false; }));  // the sizes are observed in between
  });
  new ResizeObserver(() => tell()).observe(document.body);
  tell();  // at once: the sizes in a frame that is out of sight are not observed until it is in sight
}
