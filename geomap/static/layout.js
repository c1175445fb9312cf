// Puts numbers and names where none covers another; done when the map opens, and after each zoom.

const DOT_PX = 6;
const FAR_PX = 26;  // a number farther than this from its dot gets a line to it
const CROWD = 60;  // more places than this stand without their names, each number on its point

function settle(scene) {
  const { map, places, legs, data: { k } } = scene;
  const on = places.filter(({ element }) => element && !element.classList.contains("is-off"));
  const drawn = legs.filter((leg) => map.hasLayer(leg.layers));
  const boxes = on.map((place) => boxOf(map, place, on.length > CROWD));
  const dots = boxes.filter((box) => box.dot).map((box) => box.dot);
  const heads = drawn.flatMap((leg) => leg.arrows.map(([x, y]) => dotAt(map, [y / k, x / k])));
  const way = drawn.flatMap((leg) => leg.points.flatMap((part) => alongLine(map, part)));
  const found = arrange(boxes, dots, way, viewOf(map, 6));
  found.forEach((best, i) => putTag(on[i], best));
  scene.taken = [...found.map((best) => best.rect), ...dots, ...heads, ...way.map(([x, y]) => [x - 3, y - 3, x + 3, y + 3])];
  settleNames(scene);
}

/** What the map shows, less a margin, in the pixels that places are counted in. */
function viewOf(map, margin) {
  const { x, y } = map.containerPointToLayerPoint([0, 0]);
  const size = map.getSize();
  return [x + margin, y + margin, x + size.x - margin, y + size.y - margin];
}

function dotAt(map, latlng) {
  const { x, y } = map.latLngToLayerPoint(latlng);
  return [x - DOT_PX, y - DOT_PX, x + DOT_PX, y + DOT_PX];
}

function boxOf(map, { latlng, rings, tag, element }, crowded) {
  element.classList.remove("is-bare");
  const [numbers, name] = tag.children;
  const sizes = [[...sizeOf(tag), 0]];
  if (name) sizes.push([...sizeOf(numbers), element.classList.contains("is-quiet") ? 200 : 700]);
  const at = map.latLngToLayerPoint(latlng);
  if (crowded) return { ...at, spots: ON_POINT, sizes: sizes.slice(-1) };
  return { ...at, spots: rings ? AROUND_MIDDLE : AROUND_POINT, dot: rings ? null : dotAt(map, latlng), sizes };
}

const sizeOf = (element) => [element.offsetWidth, element.offsetHeight];

/** Moves an element from its anchor to its spot, and aligns its lines on the anchor's side. */
function moveTo(element, [width, height], [dx, dy, fx, fy]) {
  element.style.transform = `translate(${Math.round(dx - width * fx)}px, ${Math.round(dy - height * fy)}px)`;
  element.classList.toggle("is-left", fx === 1);
  element.classList.toggle("is-mid", fx === 0.5);
}

function putTag({ tag, leader, element, rings }, { spot, size }) {
  element.classList.toggle("is-bare", size[2] > 0);
  moveTo(tag, size, spot);
  const [dx, dy, fx, fy] = spot;
  const [numbers] = tag.children;
  const left = dx - size[0] * fx + numbers.offsetLeft + 12;
  const x = Math.max(left, Math.min(0, left + numbers.offsetWidth - 24));  // the middle of the nearest number
  const y = dy - size[1] * fy + numbers.offsetTop + numbers.offsetHeight / 2;
  const far = !rings && Math.hypot(x, y) > FAR_PX;
  leader.setAttribute("x2", far ? x : 0);
  leader.setAttribute("y2", far ? y : 0);
}

/** Points along a line, every 14 pixels. */
function alongLine(map, latlngs) {
  let last = null;
  return latlngs.flatMap((each) => {
    const { x, y } = map.latLngToLayerPoint(each);
    const from = last ?? { x, y };
    last = { x, y };
    const steps = Math.min(Math.ceil(Math.hypot(x - from.x, y - from.y) / 14), 200);
    return Array.from({ length: steps }, (_, i) => [from.x + ((x - from.x) * i) / steps, from.y + ((y - from.y) * i) / steps]);
  });
}

/** Names of the ground yield to the story, to each other, and to the controls; done anew when the map has moved. */
function settleNames({ map, names, stage, taken }) {
  const zoom = map.getZoom() + 0.4;
  const asked = names.filter((name) => name.zoom <= zoom);
  const view = viewOf(map, 0);
  const [left, top] = view;
  const own = [...stage.querySelectorAll(".controls, .scale")].map(({ offsetLeft: x, offsetTop: y, offsetWidth, offsetHeight }) =>
    [left + x, top + y, left + x + offsetWidth, top + y + offsetHeight]);
  const boxes = asked.map(({ latlng, words, town }) => ({ ...map.latLngToLayerPoint(latlng), size: sizeOf(words), town }));
  const spots = chooseNames(boxes, [...taken, ...own], view);
  for (const name of names) name.element.classList.toggle("is-off", !spots[asked.indexOf(name)]);
  asked.forEach(({ words }, i) => { if (spots[i]) moveTo(words, boxes[i].size, spots[i]); });
}
