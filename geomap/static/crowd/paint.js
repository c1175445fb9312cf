// Marks on a canvas, in the colours of the style sheet.

import { DOT_PX } from "./gather.js";

const LABEL_PX = 7.2;  // the least radius of a mark with its number on it
const SYMBOL_PX = 12;  // about the radius of a symbol as its path has it
const EARTH_M = 40075016.7;  // around the equator
const LEAST_CIRCLE_PX = 9;  // smaller circles lie under their mark
const MOST_CIRCLES = 400;
const LEAST_AREA_PX = 30;
const MARKS_A_STEP = 12;

/** What is painted with: colours as the page has them now, and the shapes of the roles. */
export function brushes({ root, stage }, { kinds, roles, statuses, category, byCategory }) {
  const probe = stage.appendChild(document.createElement("i"));
  const style = getComputedStyle(probe);
  const value = (name) => style.getPropertyValue(`--${name}`).trim();
  const found = {
    halo: value("home"), card: value("card"), on: value("on-colour"), ink: value("ink"), focus: value("focus"), font: style.fontFamily,
    kinds: kinds.map((kind) => {
      const role = roles[kind.role];
      const [status] = statuses[kind.status];
      return {
        colour: value(byCategory ? `cat-${kind.category + 1}` : role.colour),
        letter: byCategory ? letterOf(kind.category) : "",
        path: role.path && role.path !== DISC ? new Path2D(role.path) : null,
        hollow: kind.area || status === "ambiguous" || !role.filled,
        dashed: status === "ambiguous",
        inner: status === "given",
      };
    }),
  };
  probe.remove();
  return found;
}

const DISC = "M-11,0a11,11 0 1,0 22,0a11,11 0 1,0 -22,0Z";

/** What stands for a category beside its colour. */
export const letterOf = (category) => String.fromCharCode(65 + category);

/** A number in the room of a mark: 950, 1.2k, 37k. */
export function short(count) {
  if (count < 1000) return String(count);
  if (count < 9950) return `${(count / 1000).toFixed(1).replace(/\.0$/, "")}k`;
  return count < 999500 ? `${Math.round(count / 1000)}k` : `${(count / 1e6).toFixed(1).replace(/\.0$/, "")}M`;
}

/** Paints marks, a few at each step; their x and y are pixels of the world. */
export function* paintMarks(context, { left, top, width, height }, marks, brush, picked) {
  context.lineJoin = "round";
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const [n, mark] of marks.entries()) {
    if (n % MARKS_A_STEP === 0) yield;
    const x = mark.x - left;
    const y = mark.y - top;
    if (x < -mark.r || y < -mark.r || x > width + mark.r || y > height + mark.r) continue;
    paintMark(context, x, y, mark, brush, brush.kinds[mark.kind]);
  }
  if (picked) {
    context.beginPath();
    context.arc(picked.x - left, picked.y - top, (picked.r ?? DOT_PX) + 4, 0, 2 * Math.PI);
    context.strokeStyle = brush.focus;
    context.lineWidth = 3;
    context.stroke();
  }
}

function paintMark(context, x, y, { r, count }, brush, { colour, letter, path, hollow, dashed, inner }) {
  const trace = (size) => {
    if (path) {
      const scaled = new Path2D();
      scaled.addPath(path, new DOMMatrix([size / SYMBOL_PX, 0, 0, size / SYMBOL_PX, x, y]));
      return scaled;
    }
    const disc = new Path2D();
    disc.arc(x, y, size, 0, 2 * Math.PI);
    return disc;
  };
  const shape = trace(hollow ? r - 1 : r);
  context.lineWidth = hollow ? 4 : 1.6;
  context.strokeStyle = brush.halo;
  context.stroke(shape);
  context.fillStyle = hollow ? brush.card : colour;
  context.fill(shape);
  if (hollow) {
    context.lineWidth = 2;
    context.strokeStyle = colour;
    if (dashed) context.setLineDash([3, 2]);
    context.stroke(shape);
    if (dashed) context.setLineDash([]);
  } else if (inner && r >= DOT_PX) {
    context.lineWidth = 1;
    context.strokeStyle = brush.on;
    context.stroke(trace(r - 2));
  }
  if (count === 1 || r < LABEL_PX) return;
  const text = short(count);
  // Few sizes: each is a font of its own to the browser, and to look for one costs more than to write with it.
  const size = Math.floor(2 * Math.min(13, (1.75 * r) / Math.max(text.length * 0.62, 1.1))) / 2;
  context.fillStyle = hollow ? brush.ink : brush.on;
  context.font = `700 ${size}px ${brush.font}`;
  context.fillText(text, x, letter && r > 13 ? y + 3 : y + 0.5);
  if (letter && r > 13) {
    context.font = `600 8px ${brush.font}`;
    context.fillText(letter, x, y - 7);
  }
}

/** How far off the true positions may be: circles about points and discs, as far as they can be seen. */
export function paintCircles(context, { left, top, width, height, world }, model, indices, brush) {
  const seen = new Set();
  for (const i of indices) {
    const y = model.y[i] * world;
    // A kilometre at this latitude, in pixels.
    const perKm = (1000 * world * Math.cosh(Math.PI * (1 - 2 * model.y[i]))) / EARTH_M;
    const r = model.km[i] * perKm;
    const outlined = model.draw[i] === 2 && model.areas[model.area[i] - 1].rings.length;
    if (!(r >= LEAST_CIRCLE_PX) || r > 3 * width || outlined) continue;
    const x = model.x[i] * world;
    if (x + r < left || y + r < top || x - r > left + width || y - r > top + height) continue;
    const soft = model.draw[i] === 2;
    const key = `${x}/${y}/${r}/${soft}`;
    if (seen.has(key)) continue;
    seen.add(key);
    paintCircle(context, x - left, y - top, r, brush.kinds[model.group[i]].colour, soft);
    if (seen.size >= MOST_CIRCLES) return;
  }
}

function paintCircle(context, x, y, r, colour, soft) {
  context.beginPath();
  context.arc(x, y, r, 0, 2 * Math.PI);
  context.globalAlpha = soft ? 0.14 : 0.09;
  if (soft) {  // no edge is known, so none is drawn
    const fade = context.createRadialGradient(x, y, r / 2, x, y, r);
    fade.addColorStop(0, colour);
    fade.addColorStop(1, transparent(colour));
    context.fillStyle = fade;
  } else {
    context.fillStyle = colour;
  }
  context.fill();
  if (!soft) {
    context.globalAlpha = 0.6;
    context.lineWidth = 1.1;
    context.strokeStyle = colour;
    context.setLineDash([2, 2.5]);
    context.stroke();
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
}

const transparent = (colour) => (/^#[0-9a-f]{6}$/i.test(colour) ? `${colour}00` : "transparent");

/** The outlines of areas that are in view and large enough; rings are [x, y] as fractions of the way around the world. */
export function paintAreas(context, { left, top, width, height, world }, outlines, brush) {
  for (const { rings, colour, box } of outlines) {
    const [west, north, east, south] = box.map((edge) => edge * world);
    if (east < left || south < top || west > left + width || north > top + height || east - west < LEAST_AREA_PX) continue;
    context.beginPath();
    for (const points of rings) {
      for (let n = 0; n < points.length; n += 2) context.lineTo(points[n] * world - left, points[n + 1] * world - top);
      context.closePath();
    }
    context.globalAlpha = 0.07;
    context.fillStyle = colour;
    context.fill("evenodd");
    context.globalAlpha = 0.7;
    context.lineWidth = 1.4;
    context.strokeStyle = colour;
    context.setLineDash([5, 3]);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }
}
