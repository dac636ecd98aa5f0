// Few lines, drawn smoothly; and all of them where the browser has no WebGL2.
import { glLayer } from "./lines_gl.js";

const BARS = 500; // vertices of a thick line, from which on it is drawn as bars
const SLOW = 3000; // vertices of lines wider than a pixel that software draws before one notices: they take thirty times as long

/** Draw groups of rows into a rectangle of a 2D canvas. A group: {lines, color, alpha, places, width}. */
export function drawLines(context, box, view, groups) {
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  context.lineJoin = "bevel"; // round ones take twice as long
  const bottom = box.top + box.height;
  const slow = context.canvas && vertices(groups) > SLOW && !glLayer();
  const [low, high] = view.logY ? [Math.log10(view.y0), Math.log10(view.y1)] : [view.y0, view.y1];
  for (const { lines, geometry, color, alpha, places, width } of groups) {
    const left = geometry.toX(view.x0);
    const scaleX = box.width / (geometry.toX(view.x1) - left);
    const scaleY = box.height / (high - low);
    context.strokeStyle = color;
    context.globalAlpha = alpha;
    context.lineWidth = slow ? Math.min(1, width) : width;
    for (const place of places) {
      const first = lines.firsts[place], end = first + lines.counts[place];
      if (end === first) continue;
      if (slow && width > 2 && end - first >= BARS) {
        drawBars(context, box, view, { lines, geometry, place, color, width });
        continue;
      }
      context.beginPath();
      for (let v = first; v < end; v++) {
        const x = box.left + (lines.vertices[2 * v] - left) * scaleX;
        let y = lines.vertices[2 * v + 1];
        if (view.logY) y = y > 0 ? Math.log10(y) : -40;
        y = Math.max(-1e5, Math.min(1e5, bottom - (y - low) * scaleY));
        if (v === first) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
      if (end - first === 1) dot(context, box, view, geometry, lines, first, left, scaleX, scaleY, low);
      context.stroke();
    }
  }
  context.restore();
}

function vertices(groups) {
  let sum = 0;
  for (const { lines, places } of groups) for (const place of places) sum += lines.counts[place];
  return sum;
}

/** One line, thick: of many vertices as a bar in each column of pixels, which takes far less than a stroke. */
export function drawThick(context, box, view, one) {
  const { lines, geometry, place, color, width } = one;
  if (lines.counts[place] < BARS) drawLines(context, box, view, [{ lines, geometry, places: [place], color, alpha: 1, width }]);
  else drawBars(context, box, view, one);
}

function drawBars(context, box, view, { lines, geometry, place, color, width }) {
  const first = lines.firsts[place], end = first + lines.counts[place];
  const left = geometry.toX(view.x0), scaleX = box.width / (geometry.toX(view.x1) - left);
  const from = Math.max(first, lines === geometry ? geometry.span(place, left, geometry.toX(view.x1))[0] : first);
  const [bottom, top] = view.logY ? [Math.log10(view.y0), Math.log10(view.y1)] : [view.y0, view.y1];
  const scaleY = box.height / (top - bottom), floor = box.top + box.height;
  const columns = Math.round(box.width);
  const low = new Float32Array(columns).fill(Infinity), high = new Float32Array(columns).fill(-Infinity);
  let ax = NaN, ay = 0;
  for (let v = from; v < end; v++) {
    const x = (lines.vertices[2 * v] - left) * scaleX;
    let y = lines.vertices[2 * v + 1];
    if (view.logY) y = y > 0 ? Math.log10(y) : -40;
    y = Math.max(-1e4, Math.min(1e4, floor - (y - bottom) * scaleY));
    if (ax === ax && x >= 0) {
      const begin = Math.max(0, Math.floor(ax)), stop = Math.min(columns - 1, Math.floor(x));
      const slope = x > ax ? (y - ay) / (x - ax) : 0;
      for (let c = begin; c <= stop; c++) {
        const one = begin === stop ? ay : ay + slope * (Math.max(c, ax) - ax), other = begin === stop ? y : ay + slope * (Math.min(c + 1, x) - ax);
        low[c] = Math.min(low[c], one, other);
        high[c] = Math.max(high[c], one, other);
      }
    }
    if (x > columns) break;
    ax = x;
    ay = y;
  }
  context.fillStyle = color;
  for (let c = 0; c < columns; c++) {
    if (low[c] <= high[c]) context.fillRect(Math.round(box.left) + c, low[c] - width / 2, 1, high[c] - low[c] + width);
  }
}

/** A trial with one point is a dot: a line of one point is nothing. */
function dot(context, box, view, geometry, lines, vertex, left, scaleX, scaleY, low) {
  const y = view.logY ? Math.log10(lines.vertices[2 * vertex + 1]) : lines.vertices[2 * vertex + 1];
  const x = box.left + (lines.vertices[2 * vertex] - left) * scaleX;
  context.arc(x, box.top + box.height - (y - low) * scaleY, 2, 0, 7);
}
