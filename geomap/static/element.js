// <geo-map src="embed.html" title="…">: a compact map inside another page, without a frame.
//
// The page at `src` is fetched and read as text. Of it come the words and the data, as listed in foreign.js; scripts and
// styles are the element's own, so that nothing from elsewhere runs or is styled here, whatever the text says.

import { readPage, webAddress } from "./foreign.js";
import { openIn } from "./geomap.js";
import { make } from "./shapes.js";
import { speaker } from "./speech.js";

const NAME = "geo-map";
const MOST_BYTES = 64 * 2 ** 20;
const STYLES = /<style\b[^>]*>[^]*?<\/style\s*>/gi;
const AHEAD = "400px";  // so far below what is seen a map is fetched
// Put in by geomap/page/assets.py.
const VERSION = "%geomap-version%";
const STYLE = "%geomap-style%";
const VOICES = "%geomap-voices%";  // language -> {dir, words}

/** Why a map is not shown: a word for scripts, and a sentence for readers. */
class Refusal extends Error {
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
}

let policy = null;
/** Text on its way to the parser, whose elements live in no page: none of them runs, loads or is shown. */
function trust(text) {
  if (globalThis.trustedTypes) policy ??= trustedTypes.createPolicy("geomap-element", { createHTML: (html) => html });
  return policy ? policy.createHTML(text) : text;
}

/** How to talk to the readers of the page around: in its language where there is a catalogue of it, else in English. */
function voiceFor(element) {
  const lang = (element.closest("[lang]")?.lang ?? "").toLowerCase().split("-")[0];
  const { dir = "ltr", words } = Object.hasOwn(VOICES, lang) ? VOICES[lang] : {};
  return { lang: words ? lang : "en", dir, say: speaker({ lang: words ? lang : "en", words }) };
}

let sheet = null;
function style() {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(STYLE);
  return sheet;
}

class GeoMapElement extends HTMLElement {
  static observedAttributes = ["src", "title"];

  #root = this.attachShadow({ mode: "open" });
  #frame = make("div", "frame", [], { title: "" });  // an empty title: or the element's own would follow the pointer
  #sight = null;
  #ending = null;
  #fragment = "";
  #changed = () => {};

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [style()];
    this.#root.append(this.#frame);
  }

  /** The view as a fragment, as `src` may end in one. */
  get state() {
    return this.#fragment;
  }

  connectedCallback() {
    this.#start();
  }

  disconnectedCallback() {
    this.#stop();
  }

  attributeChangedCallback(name, before, now) {
    if (before === now || !this.isConnected) return;
    if (name === "title") this.#name();
    else if (bare(before) === bare(now) && this.#ending && this.#frame.querySelector(".stage")) this.#follow();
    else {
      this.#fragment = "";
      this.#start();
    }
  }

  #start() {
    this.#stop();
    this.#frame.setAttribute("aria-busy", "true");
    if (this.getAttribute("loading") === "eager") {
      this.#load();
      return;
    }
    this.#sight = new IntersectionObserver((seen) => {
      if (seen.some((each) => each.isIntersecting)) this.#load();
    }, { rootMargin: AHEAD });
    this.#sight.observe(this);
  }

  #stop() {
    this.#sight?.disconnect();
    this.#ending?.abort();
    this.#sight = this.#ending = null;
    this.#changed = () => {};
    this.#frame.replaceChildren();
  }

  async #load() {
    this.#sight?.disconnect();
    this.#ending?.abort();
    const { signal } = (this.#ending = new AbortController());
    try {
      const page = await fetchPage(this.getAttribute("src"), signal, voiceFor(this).say);
      if (signal.aborted) return;
      this.#show(page, signal);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  #show({ content, data, title, lang, dir }, signal) {
    const wrapper = make("div", "geomap compact", [content], { role: "figure", lang, dir: dir || "ltr" });
    this.#frame.replaceChildren(wrapper);
    this.#name(title);
    this.#fragment ||= fragmentOf(this.getAttribute("src"));
    const address = {
      read: () => this.#fragment,
      write: (fragment) => {
        this.#fragment = fragment;
        this.#tell("state", { fragment });
      },
      link: (fragment) => bare(webAddress(this.getAttribute("src") ?? "", document.baseURI)) + (fragment && `#${fragment}`),
      watch: (changed) => { this.#changed = changed; },
    };
    const element = wrapper.querySelector(".folium-map");
    openIn({ root: this.#root, element, data, options: { compact: true, tiles: data.tiles ?? null }, address, signal });
    this.#frame.removeAttribute("aria-busy");
    this.#tell("ready", { title, version: VERSION });
  }

  #fail(error) {
    this.#ending?.abort();
    const { say, lang, dir } = voiceFor(this);
    const { reason, message } = error instanceof Refusal
      ? error : new Refusal("error", say("It could not be drawn ({reason}).", { reason: error.message }));
    const src = this.getAttribute("src")?.trim();
    const address = src && webAddress(src, document.baseURI);
    const link = address && make("a", "", [say("Open the map on its own page")], { href: address, target: "_blank", rel: "noopener noreferrer" });
    const name = this.getAttribute("title");
    const head = name ? say("The map “{name}” cannot be shown here.", { name }) : say("The map cannot be shown here.");
    const words = [make("b", "", [head]), " ", message];
    this.#frame.removeAttribute("aria-busy");
    this.#frame.replaceChildren(make("div", "geomap failed", [make("p", "", words), ...(link ? [make("p", "", [link])] : [])], { role: "alert", lang, dir }));
    this.#tell("error", { reason, message });
  }

  /** What the map is called by those who hear it; without a title of the element's, as its page is called. */
  #name(title) {
    const wrapper = this.#frame.querySelector("[role=figure]");
    const name = this.getAttribute("title") || title;
    if (name) wrapper?.setAttribute("aria-label", name);
  }

  #follow() {
    this.#fragment = fragmentOf(this.getAttribute("src"));
    this.#changed();
  }

  #tell(what, detail) {
    this.dispatchEvent(new CustomEvent(`geomap:${what}`, { detail, bubbles: true, composed: true }));
  }
}

const bare = (address) => (address ?? "").split("#")[0];
const fragmentOf = (address) => (address ?? "").split("#").slice(1).join("#");

async function fetchPage(src, signal, say) {
  if (!src?.trim()) throw new Refusal("src", say("It has no address: the attribute src is missing."));
  const address = webAddress(bare(src), document.baseURI);
  if (!address) throw new Refusal("disk", say("A browser reads it only from a web server, not from a disk."));
  const text = await fetchText(address, signal, say);
  const page = read(text, address, say);
  if (!page) throw new Refusal("page", say("What lies there is not a map made by geomap."));
  if (!page.compact) throw new Refusal("page", say("What lies there is a full page: src must name embed.html."));
  if (page.version !== VERSION) {
    throw new Refusal("version", say(
      "It was made by geomap {version}, and geo-map.js of this page is of {own}: both must come from one build.", { version: page.version, own: VERSION }));
  }
  if (page.data.foreign || page.data.crowd) throw new Refusal("layers", say("It has layers that only its own page can show."));
  return page;
}

async function fetchText(address, signal, say) {
  let refused = false;
  const note = ({ effectiveDirective }) => { refused ||= effectiveDirective === "connect-src"; };
  document.addEventListener("securitypolicyviolation", note);
  try {
    const response = await fetch(address, { signal });
    if (!response.ok) throw new Refusal("network", say("The server answered {status}.", { status: String(response.status) }));
    return await textOf(response, say);
  } catch (error) {
    if (error instanceof Refusal || signal.aborted) throw error;
    await new Promise((done) => setTimeout(done));  // the browser tells of a refusal by itself a moment later
    throw refused
      ? new Refusal("policy", say("The security policy of this page does not let it be fetched (connect-src)."))
      : new Refusal("network", say("It could not be fetched: no connection, or its server does not let this page read it (CORS)."));
  } finally {
    document.removeEventListener("securitypolicyviolation", note);
  }
}

async function textOf(response, say) {
  const tooMuch = new Refusal("size", say("It is larger than {n} MB.", { n: MOST_BYTES / 2 ** 20 }));
  if (Number(response.headers.get("content-length")) > MOST_BYTES) {
    await response.body?.cancel();
    throw tooMuch;
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let bytes = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      throw tooMuch;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function read(text, address, say) {
  let trusted;
  try {
    trusted = trust(text.replace(STYLES, ""));  // not used, and the policy of the page around would complain of them
  } catch {
    throw new Refusal("policy", say("The security policy of this page does not let it be read (trusted-types must name geomap-element)."));
  }
  try {
    return readPage(trusted, { address });
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal("page", say("What lies there is damaged: its data cannot be read."));
    throw error;
  }
}

if (!customElements.get(NAME)) customElements.define(NAME, GeoMapElement);
