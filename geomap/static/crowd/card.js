// The card of one report, made from columns when it is asked for: the same facts in the same order as a card of a usual
// page (geomap/templates/cards.html.j2), and all text as text.

import { make, symbol } from "../shapes.js";

const bdi = (text) => make("bdi", "", [text]);

/** Joins pieces with something between them. */
const joined = (pieces, between = ", ") => pieces.flatMap((piece, n) => (n ? [between, piece] : [piece]));

export const anchorOf = (model, i) => `r-${model.id(i)}`;

/** The card as an item of the list. */
export function cardFor({ say, options }, model, i) {
  const { of } = model;
  const role = model.roles[model.role[i]];
  const anchor = anchorOf(model, i);
  const number = String(model.number(i));
  const badge = make("a", `badge sym-${role.name}`, [symbol(role.name), make("b", "", [number])], {
    href: `#${encodeURIComponent(anchor)}`, "aria-label": say("{number}: show on the map", { number: model.number(i) }), ...(options.compact && { target: "_self" }),
  });
  const article = make("article", "", [
    badge, metaOf({ say, options }, model, i, role), make("h3", "", [of.title(i)], { dir: "auto", ...(options.compact && { "aria-level": "2" }) }), ...accountOf({ say, options }, model, i),
    whereOf(model, i), evidence({ say }, model, i),
  ]);
  return make("li", `card${role.aside ? " aside" : ""}`, [article], { id: anchor, "data-index": i });
}

function metaOf({ say, options }, model, i, { label, note }) {
  const [, , flag] = model.statuses[model.status[i]];
  const link = make("a", "permalink", [say("Link")], {
    href: `#${encodeURIComponent(anchorOf(model, i))}`, "aria-label": say("Link to report {number}", { number: model.number(i) }), ...(options.compact && { target: "_self" }),
  });
  return make("p", "meta", [
    make("b", "", [note ? `${label}, ${note}` : label]), " ", make("span", "", [model.of.when(i)], { dir: "auto" }), ...(flag ? [" ", make("em", "", [flag])] : []),
    " ", link,
  ]);
}

/** What is told, behind a shield where it is graphic. */
function accountOf({ say, options }, { of, graphic, said }, i) {
  const text = of.text(i);
  const told = [...(text ? [make("p", "text", [text], { dir: "auto" })] : []), ...(said[i] ?? []).map((one) => claim({ say, options }, one))];
  if (!told.length || !graphic.has(i)) return told;
  return [make("details", "graphic", [make("summary", "", [say("Graphic content: show")]), ...told])];
}

function claim({ say, options }, [property, differs, sides, settled]) {
  const head = differs ? [say("Sources differ:"), " "] : sides.length > 1 ? [say("One voice, two wordings:"), " "] : [];
  const items = sides.map(([value, told, remarks, taken, why, one]) => {
    const small = make("small", "", [" — ", ...joined(told.map(bdi)), ...(one ? [` (${say("one voice")})`] : []), ...remarks.flatMap((remark) => ["; ", bdi(remark)])]);
    const reasons = why.length ? [say(", because:"), " ", ...joined(why.map(bdi), "; ")] : [say("; the author gives no reason.")];
    return make("li", taken ? "taken" : "", [bdi(value), small, ...(taken ? [" ", make("strong", "", [say("Taken here")]), make("small", "", reasons)] : [])]);
  });
  const foot = differs && !settled ? [make("p", "unsettled", [say("The author takes no side.")])] : [];
  return make("div", `stated${differs ? " differs" : ""}`, [make("h4", "", [...head, bdi(property)], options.compact ? { "aria-level": "3" } : {}), make("ul", "", items), ...foot]);
}

function whereOf({ of }, i) {
  const [name, kind, written] = [of.name(i), of.kind(i), of.as_written(i)];
  const place = name ? [bdi(name), kind ? `, ${kind}` : "", ". "] : written ? [bdi(written), ". "] : [];
  return make("p", "where", [...place, of.exactness(i) ?? ""]);
}

function evidence({ say }, model, i) {
  const { of, sources, locators } = model;
  const told = of.told_by(i) ?? [];
  const spelled = new Map(of.spellings(i) ?? []);
  const voices = new Set(told.map((n) => sources[n][7])).size;
  const count = say.count(told.length, "{n} source", "{n} sources");
  const independent = say.count(voices, "{n} independent voice", "{n} independent voices");
  const parts = [count, ...(voices < told.length ? [independent] : []), ...(of.as_written(i) ? [say("and how the place was told")] : [])];
  const items = told.map((n) => voice({ say }, sources[n], locators[i]?.[sources[n][6]], spelled.get(n)));
  return make("details", "evidence", [
    make("summary", "", [parts.join(", ")]), make("ul", "voices", items), make("dl", "", factsOf({ say }, model, i)),
  ]);
}

function voice({ say }, [title, link, publication, published, same], locator, spelling) {
  return make("li", "", [
    link ? outward(link, title) : bdi(title), ...(publication ? [", ", bdi(publication)] : []), published ? `, ${published}` : "",
    ...(locator ? [", ", bdi(locator)] : []), ...(same ? [" (", say("one voice with"), " ", bdi(same), ")"] : []),
    ...(spelling ? [": “", bdi(spelling), "”"] : []),
  ]);
}

/** A link that leaves the page; only http and https come here from Python, and nothing else is made a link here either. */
function outward(address, text) {
  return /^https?:\/\//i.test(address) ? make("a", "", [text], { href: address, rel: "noopener", dir: "auto" }) : bdi(text);
}

function factsOf({ say }, model, i) {
  const { of, statuses, status } = model;
  const [, settled] = statuses[status[i]];
  const [name, written, source, boundary] = [of.name(i), of.as_written(i), of.place_source(i), of.boundary(i)];
  const [link, licence, id] = [of.link(i), of.licence(i), of.place_id(i)];
  const facts = [];
  const fact = (term, ...told) => facts.push(make("div", "", [make("dt", "", [term]), make("dd", "", told)]));
  const as = (text) => ["“", bdi(text), "”"];
  if (of.when_as_reported(i)) fact(say("When"), bdi(of.when_as_reported(i)));
  if (name) {
    const at = position(model, i);
    fact(say("Taken for"), bdi(name), at ? `, ${at}` : "", ": ", settled, ...(written && written !== name ? [", ", say("as"), " ", ...as(written)] : []));
  } else if (written) {
    fact(say("Not placed"), settled, ": ", ...as(written));
  } else if (position(model, i)) {
    fact(say("Taken for"), position(model, i), ": ", settled);
  }
  if (of.because(i)?.length) fact(say("Because"), ...joined(of.because(i).map(bdi)));
  if (source) fact(say("Position"), link ? outward(link, source) : bdi(source), licence ? ` (${licence})` : "", ...(id ? [" ", make("code", "", [id])] : []));
  if (boundary && boundary !== source) fact(say("Outline"), bdi(boundary));
  for (const [what, count] of of.counts(i) ?? []) facts.push(make("div", "", [make("dt", "", [bdi(what)]), make("dd", "", [count])]));
  if (of.actors(i)?.length) fact(say("Involved"), ...joined(of.actors(i).map(bdi)));
  if (of.category(i)) fact(say("Category"), bdi(of.category(i)));
  if (of.withheld(i)) fact(say("Withheld"), bdi(of.withheld(i)));
  if (of.generalized(i)) fact(say("Blurred"), say("The position was moved on purpose, by up to {distance}.", { distance: of.generalized(i) }));
  return facts;
}

/** Coordinates with as many decimals as the radius of uncertainty deserves; see geomap/page/words.py. */
function position({ lat, lon, km }, i) {
  if (Number.isNaN(lat(i))) return "";
  const radius = km[i];
  const places = radius >= 20 ? 1 : radius >= 1 ? 2 : radius >= 0.1 ? 3 : 4;
  const told = (degrees, sign) => `${Math.abs(degrees).toFixed(places)}° ${sign}`;
  return `${told(lat(i), lat(i) < 0 ? "S" : "N")}, ${told(lon(i), lon(i) < 0 ? "W" : "E")}`;
}
