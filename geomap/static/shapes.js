// Shapes from the data island: packed steps on a grid to [lat, lon] for Leaflet; circles, marks, elements.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const SVG = "http://www.w3.org/2000/svg";
const EARTH_KM = 6371.0088;
const RADIAN = Math.PI / 180;

/** Whole numbers from their packed text; see geomap/page/packing.py. */
export function unpack(text) {
  const numbers = [];
  let value = 0;
  let bits = 0;
  for (const letter of text) {
    const group = LETTERS.indexOf(letter);
    value += (group & 31) * 2 ** bits;
    bits += 5;
    if (group > 31) continue;
    numbers.push(value % 2 ? -(value + 1) / 2 : value / 2);
    value = bits = 0;
  }
  return numbers;
}

/** Texts from their packed steps from character to character. */
export function unpackTexts(packed) {
  const numbers = unpack(packed);
  const texts = [];
  for (let i = 0, code = 0; i < numbers.length;) {
    const end = i + 1 + numbers[i];
    let text = "";
    while (++i < end) text += String.fromCodePoint((code += numbers[i]));
    texts.push(text);
  }
  return texts;
}

/** The points [lat, lon] of a packed line: x, y and then steps, in units of 1/k degrees. */
export function line(text, k) {
  const steps = unpack(text);
  const points = [];
  for (let i = 0, x = 0, y = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points.push([y / k, x / k]);
  }
  return points;
}

/** A ring put together from arcs; ~i is arc i backwards. */
export function ring(text, arcs) {
  const part = (ref) => (ref < 0 ? arcs[~ref].slice().reverse() : arcs[ref]);
  return unpack(text).flatMap((ref, n) => part(ref).slice(n ? 1 : 0));
}

/** Points [lat, lon] in lists of any depth, a turn around the world farther on. */
const turned = (shape, turn) => (typeof shape[0] === "number" ? [shape[0], shape[1] + turn] : shape.map((part) => turned(part, turn)));

/** Lists of points; where the story goes round the world, they are there again on either side. */
export const around = ({ round }, shapes) => (round ? [0, -360, 360].flatMap((turn) => turned(shapes, turn)) : shapes);

/** Points at one distance from a place, along great circles (within 0.6 % of the ellipsoid's). */
export function circle(lat, lon, km, count = 72) {
  const away = km / EARTH_KM;
  const y = lat * RADIAN;
  return Array.from({ length: count }, (_, i) => {
    const bearing = (2 * Math.PI * i) / count;
    const sine = Math.sin(y) * Math.cos(away) + Math.cos(y) * Math.sin(away) * Math.cos(bearing);
    const east = Math.atan2(Math.sin(bearing) * Math.sin(away) * Math.cos(y), Math.cos(away) - Math.sin(y) * sine);
    return [Math.asin(sine) / RADIAN, lon + east / RADIAN];
  });
}

/** An element with a class, children (text stays text) and attributes. */
export function make(name, className, children = [], attributes = {}) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** The same for SVG. */
export function draw(name, attributes = {}, children = []) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** The symbol of a role, as in the legend. */
export function symbol(role) {
  return draw("svg", { viewBox: "-15 -15 30 30", "aria-hidden": "true" }, [draw("use", { href: `#sym-${role}` })]);
}

/** The longest round length that is not longer: 1, 2 or 5 times a power of ten. */
export function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].find((step) => step * power <= most) * power;
}
