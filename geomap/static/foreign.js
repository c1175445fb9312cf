// From the text of a geomap page to elements that can do nothing but be shown. Nothing is taken over as it is: what is
// listed here is made anew, all else is left behind.

const SVG = "http://www.w3.org/2000/svg";
const HTML = "http://www.w3.org/1999/xhtml";
const words = (text) => new Set(text.split(" "));

const ELEMENTS = {
  [HTML]: words(
    "a article b bdi br button caption cite code dd del details div dl dt em fieldset figcaption figure footer h1 h2 h3 h4 h5 " +
    "h6 header hr i input ins kbd label legend li main mark meter nav ol optgroup option output p q s section select small " +
    "span strong sub summary sup table tbody td tfoot th thead time tr u ul wbr",
  ),
  [SVG]: words("circle defs desc ellipse g line linearGradient path pattern polygon polyline radialGradient rect stop svg symbol text title tspan use"),
};
const ATTRIBUTES = words(
  "checked class colspan cx cy d datetime dir disabled dx dy fill focusable for gradientTransform gradientUnits height hidden " +
  "id lang list max min name offset open patternTransform patternUnits placeholder points preserveAspectRatio r role rowspan rx ry " +
  "scope selected step stroke stroke-width text-anchor title transform value viewBox width x x1 x2 y y1 y2",
);
const FAMILY = /^(aria|data)-[a-z0-9-]+$/;
const INPUTS = words("checkbox date number radio range search text time");
// One page has one of each, and it is not that of the map in it.
const ROLES = words("banner complementary contentinfo main");
const PAGE_PARTS = words("main header footer nav");
const REFERENCE = /url\s*\(/i;
const HEADING = /^h([1-5])$/;

/** What the text of a page holds, or null where it is no page of geomap's. The text is trusted to the parser alone. */
export function readPage(text, { address }) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const island = page.getElementById("geomap-data");
  const [, version] = /^geomap (\S+)$/.exec(page.querySelector("meta[name=generator]")?.content ?? "") ?? [];
  if (!version || island?.type !== "application/json" || !page.body.querySelector(".folium-map")) return null;
  return {
    version,
    compact: page.body.classList.contains("compact"),
    data: JSON.parse(island.textContent),
    title: page.title,
    lang: page.documentElement.lang,
    dir: page.documentElement.dir,
    content: copies(page.body, address),
  };
}

function copies(parent, address) {
  const made = document.createDocumentFragment();
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) made.append(node.data);
    else if (ELEMENTS[node.namespaceURI]?.has(node.localName)) made.append(copy(node, address));
  }
  return made;
}

function copy(element, address) {
  const { localName, namespaceURI } = element;
  const made = document.createElementNS(namespaceURI, PAGE_PARTS.has(localName) ? "div" : localName);
  for (const { name, value } of element.attributes) {
    if (ATTRIBUTES.has(name) ? isPlain(name, value) : FAMILY.test(name)) made.setAttribute(name, value);
  }
  const [, level] = HEADING.exec(localName) ?? [];
  if (level) made.setAttribute("aria-level", Number(level) + 1);  // the page around has a heading of its own above it
  if (localName === "button") made.type = "button";
  if (localName === "input") made.type = INPUTS.has(element.type) ? element.type : "text";
  if (["-1", "0"].includes(element.getAttribute("tabindex"))) made.setAttribute("tabindex", element.getAttribute("tabindex"));
  link(element, made, address);
  made.append(copies(element, address));
  return made;
}

const isPlain = (name, value) => !REFERENCE.test(value) && !(name === "role" && ROLES.has(value.trim()));

/** A link within the map stays one; a link to the web opens beside the page; any other leads nowhere. */
function link(element, made, address) {
  const href = element.getAttribute("href");
  if (href === null || !["a", "use"].includes(element.localName)) return;
  if (href.startsWith("#")) made.setAttribute("href", href);
  else if (element.namespaceURI === HTML) {
    const target = webAddress(href, address);
    if (!target) return;
    made.setAttribute("href", target);
    made.setAttribute("target", "_blank");
    made.setAttribute("rel", "noopener noreferrer");
  }
}

/** An address in full, or null where it leads out of the web. */
export function webAddress(text, base) {
  if (!URL.canParse(text, base)) return null;
  const { protocol, href } = new URL(text, base);
  return protocol === "https:" || protocol === "http:" ? href : null;
}
