// What the story says: legs with their corridors and arrow heads, areas, circles, pins with their numbers and names.

const MANY = 400;  // more places than this are dots on a canvas, without numbers
const HEADS = { filled: "M-5,-5L6,0L-5,5Z", open: "M-5,-5.5L6,0L-5,5.5" };

function drawLegs(scene) {
  const { map, data, hidden } = scene;
  for (const [basis, style] of Object.entries(data.lines)) if (!style.shown) hidden.basis.add(basis);
  scene.legs = data.legs.map((leg) => drawLeg(scene, leg, data.lines[leg.basis]));
  for (const leg of scene.legs) if (!hidden.basis.has(leg.basis)) leg.layers.addTo(map);
}

function drawLeg(scene, leg, style) {
  const { map, data: { k, outline }, areaPane, linePane } = scene;
  const sort = `leg-${leg.basis}`;
  const points = leg.lines.map((text) => line(text, k));
  const course = points.at(-1);
  const band = leg.corridor.map((rings) => rings.map((text) => line(text, outline)));
  const shapes = band.length ? [polygon(band, { ...areaPane, className: `corridor ${sort}` })] : [];
  const casing = polyline(points, { ...linePane, className: "casing", weight: style.width + 3.5 });
  const way = polyline(points, { ...linePane, className: `leg ${sort}` });
  const reach = polyline(points, { ...linePane, className: "leg-reach", interactive: true });
  reach.on("add", () => { reach.getElement().dataset.anchor = leg.anchor; });
  const heads = style.arrow === "none" ? [] : leg.arrows.map(([x, y, bearing]) =>
    [[y / k, x / k], mark(`arrow arrow-${style.arrow} ${sort}`, HEADS[style.arrow], bearing)]);
  if (style.bar) heads.push([course.at(-1), mark(`bar ${sort}`, "M0,-9V9", bearingOf(map, course.at(-2), course.at(-1)))]);
  if (style.parallel) {
    const across = (bearingOf(map, points[0][0], course.at(-1)) + 90) * RADIAN;
    const shift = `translate(${7 * Math.sin(across)}px, ${-7 * Math.cos(across)}px)`;
    for (const path of [casing, way, reach]) path.on("add", () => { path.getElement().style.transform = shift; });
    for (const [, head] of heads) head.style.transform = shift;
  }
  const icons = heads.map(([at, head]) => iconAt(at, head, "mark-icon", "marks"));
  const layers = layerGroup([...shapes, casing, way, reach, ...icons]);
  const middle = points[Math.floor(points.length / 2)];
  const owner = { ...leg, layers, points };
  scene.parts.set(leg.anchor, { shapes: [way, ...shapes], latlng: latLng(...middle[Math.floor(middle.length / 2)]), owner });
  return owner;
}

/** Direction on the map, in degrees clockwise from up. */
function bearingOf(map, start, end) {
  const [from, to] = [start, end].map((point) => map.project(point, 8));
  return Math.atan2(to.x - from.x, from.y - to.y) / RADIAN;
}

function drawPlaces(scene) {
  const { map, data, parts } = scene;
  const canvas = data.places.length > MANY ? dotCanvas("marks") : null;
  scene.places = data.places.map((place) => {
    const latlng = latLng(place.y / data.k, place.x / data.k);
    const owner = { ...place, latlng, ...(canvas ? drawDot(scene, place, latlng, canvas) : drawPlace(scene, place, latlng)) };
    place.reports.forEach((i, n) => parts.set(data.reports[i][0], { ...owner, button: owner.buttons[n], owner }));
    for (const layer of owner.shapes) layer.addTo(map);
    return owner;
  });
}

function drawPlace(scene, place, latlng) {
  const buttons = place.reports.map((i) => numberButton(...scene.data.reports[i]));
  const name = [place.name, place.local].filter(Boolean).map((text) => make("bdi", "", [text]));
  const tag = make("div", "tag", [make("div", "numbers", buttons)]);
  if (name.length) tag.append(make("div", "place-name", name, { "aria-hidden": "true" }));
  const leader = draw("line");
  const spot = place.rings ? [] : [draw("svg", {}, [leader]), make("i")];
  const quiet = place.quiet ? " is-quiet" : "";
  const kind = place.rings ? "area" : "point";
  const element = make("div", `place place-${kind} ink-${place.ink}${quiet}`, [...spot, tag]);
  const marker = iconAt(latlng, element, "place-icon", "markerPane").addTo(scene.map);
  keepFromMap(tag);
  return { buttons, tag, leader, element, marker, shapes: shapesOf(scene, place, latlng) };
}

function numberButton(anchor, number, role) {
  const title = cardOf(anchor).querySelector("h3").textContent;
  return make("button", `badge sym-${role}`, [symbol(role), make("b", "", [String(number)])], {
    type: "button", "aria-label": `${number}: ${title}`, "data-anchor": anchor, "data-role": role,
  });
}

function shapesOf({ data: { outline }, areaPane }, place, latlng) {
  const shape = (rings, sort, extra) => polygon(rings, { ...areaPane, ...extra, className: `${sort} ink-${place.ink}` });
  if (!place.rings) return [shape(circle(latlng.lat, latlng.lng, place.km), "circle")];
  const rings = place.rings.map((parts) => parts.map((text) => line(text, outline)));
  // The soft fill is measured by the shape's own box, so Leaflet must not cut the shape at the window's edge.
  return place.soft ? [shape(rings, "area area-soft", { noClip: true })] : [shape(rings, "area-band"), shape(rings, "area")];
}

/** One of very many: a dot without a number. */
function drawDot(scene, place, latlng, canvas) {
  scene.colours[place.ink] ??= colourOf(scene, place.ink);
  const [anchor] = scene.data.reports[place.reports[0]];
  const layer = dot(latlng, scene.colours[place.ink], canvas).addTo(scene.map);
  layer.on("click", () => setTimeout(() => select(scene, anchor, "map")));  // after the map's own click, which closes
  layer.on("mouseover", () => hover(scene, anchor)).on("mouseout", () => hover(scene));
  return { buttons: [], shapes: [], dot: layer };
}

/** One of the style sheet's colours, for a canvas, which knows no style sheet. */
function colourOf({ stage }, ink) {
  const probe = stage.appendChild(make("i", `ink-${ink}`));
  const colour = getComputedStyle(probe).getPropertyValue("--role").trim();
  probe.remove();
  return colour;
}
