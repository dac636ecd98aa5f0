// What a panel of curves draws: its lines, grouped by colour; bands; marks; and what is pointed at, above all.
import { ink } from "./colors.js";
import { drawThick } from "./lines_2d.js";

const MOST_ENDS = 400; // crosses at the ends of trials that diverged, and marks of findings
const MOST_LINES = 6; // steps of findings that have a line through the whole picture

function strength(count) {
  if (count <= 30) return 1;
  if (count <= 120) return 0.75;
  return count <= 500 ? 0.5 : 0.3;
}

/** Lines of rows that are shown: those selected in full strength, the others faint beside them. */
export function lineGroups(geometry, rows, { color, selected, depth = () => 0, raw = true }) {
  const lively = selected.size > 0;
  const base = strength(rows.length);
  const found = new Map();
  for (const row of rows) {
    const place = geometry.place.get(row);
    if (place === undefined) continue;
    const chosen = selected.has(row);
    const alpha = lively ? (chosen ? 1 : Math.min(base, 0.16)) : base;
    const key = `${color(row)} ${alpha} ${chosen}`;
    if (!found.has(key)) found.set(key, { color: color(row), alpha, chosen, places: [] });
    found.get(key).places.push(place);
  }
  // The better trials are drawn above the worse ones, of which a few that explode would cover all others.
  for (const one of found.values()) one.depth = one.places.reduce((sum, place) => sum + depth(geometry.rows[place]), 0) / one.places.length;
  const groups = [...found.values()].sort((a, b) => a.chosen - b.chosen || a.alpha - b.alpha || b.depth - a.depth);
  const drawn = [];
  const add = (lines, one, alpha, width) => {
    let vertices = 0;
    for (const place of one.places) vertices += lines.counts[place];
    drawn.push({ ...one, geometry, lines, alpha, width, vertices });
  };
  const width = (one) => devicePixelRatio * (one.chosen ? 2.2 : rows.length <= 120 ? 1.4 : 1);
  if (raw || !geometry.smooth) for (const one of groups) add(geometry, one, geometry.smooth ? one.alpha * 0.22 : one.alpha, width(one));
  if (geometry.smooth) for (const one of groups) add(geometry.smooth, one, one.alpha, width(one) * 1.2);
  return drawn;
}

/** Bands of groups, below their medians. */
export function drawBands(geometry, groups, { color, faint }) {
  return (context, box, view) => {
    const { below, above } = geometry.answer;
    for (const group of groups) {
      context.beginPath();
      const { buckets } = geometry;
      const edge = [];
      for (let k = 0; k < buckets; k++) {
        const at = group * buckets + k;
        if (below[at] === below[at]) edge.push([view.pixelX(geometry.fromX(geometry.bucketX[k])), at]);
      }
      if (!edge.length) continue;
      const y = (value) => Math.max(-1e4, Math.min(1e4, view.pixelY(view.logY ? Math.max(value, 1e-300) : value)));
      edge.forEach(([x, at], k) => (k ? context.lineTo(x, y(above[at])) : context.moveTo(x, y(above[at]))));
      for (const [x, at] of edge.reverse()) context.lineTo(x, y(below[at]));
      context.closePath();
      context.fillStyle = color(group);
      context.globalAlpha = faint(group) ? 0.04 : groups.length > 12 ? 0.09 : 0.18;
      context.fill();
    }
    context.globalAlpha = 1;
  };
}

/** Crosses where trials diverged, and marks of findings. */
export function drawMarks({ geometry, rows, color, diverged, marks }) {
  return (context, box, view) => {
    const ratio = devicePixelRatio;
    const ends = rows.filter((row) => diverged(row));
    if (ends.length <= MOST_ENDS) {
      context.lineWidth = 1.5 * ratio;
      for (const row of ends) {
        const place = geometry.place.get(row);
        if (place === undefined || !geometry.counts[place]) continue;
        const last = geometry.firsts[place] + geometry.counts[place] - 1;
        const x = view.pixelX(geometry.fromX(geometry.vertices[2 * last]));
        const y = Math.max(box.top + 5 * ratio, Math.min(box.top + box.height - 5 * ratio, view.pixelY(geometry.vertices[2 * last + 1])));
        const r = 3.2 * ratio;
        context.strokeStyle = color(row);
        context.beginPath();
        context.moveTo(x - r, y - r);
        context.lineTo(x + r, y + r);
        context.moveTo(x - r, y + r);
        context.lineTo(x + r, y - r);
        context.stroke();
      }
    }
    findingMarks(context, box, view, { geometry, rows, color, marks });
  };
}

/** Steps that a finding speaks of: a dashed line for each of a few, and a diamond on the curve that it is about. */
function findingMarks(context, box, view, { geometry, rows, color, marks }) {
  const ratio = devicePixelRatio;
  const places = new Set(marks.map((mark) => mark.x));
  context.strokeStyle = ink("mark");
  context.lineWidth = 1.5 * ratio;
  if (places.size <= MOST_LINES) {
    context.setLineDash([5 * ratio, 4 * ratio]);
    for (const place of places) {
      const x = view.pixelX(place);
      context.beginPath();
      context.moveTo(x, box.top);
      context.lineTo(x, box.top + box.height);
      context.stroke();
    }
    context.setLineDash([]);
  }
  if (geometry.groups || marks.length > MOST_ENDS) return;
  const shown = new Set(rows);
  for (const { row, x: place } of marks) {
    const own = shown.has(row) ? geometry.place.get(row) : undefined;
    if (own === undefined || !geometry.counts[own]) continue;
    const vertex = geometry.last(own, place);
    const r = 5 * ratio, x = view.pixelX(place);
    const y = Math.max(box.top + r, Math.min(box.top + box.height - r, view.pixelY(geometry.vertices[2 * vertex + 1])));
    context.beginPath();
    context.moveTo(x, y - r);
    for (const [dx, dy] of [[r, 0], [0, r], [-r, 0]]) context.lineTo(x + dx, y + dy);
    context.closePath();
    context.fillStyle = color(row);
    context.fill();
    context.stroke();
  }
}

/** The row that is pointed at, and its point. */
export function drawPointed({ geometry, color, pointed, near }) {
  return (context, box, view) => {
    const ratio = devicePixelRatio;
    const place = pointed >= 0 ? geometry.place.get(pointed) : undefined;
    if (place === undefined) return;
    const lines = geometry.smooth ?? geometry;
    drawThick(context, box, view, { geometry, lines, place, color: ink("ground"), width: 6 * ratio });
    drawThick(context, box, view, { geometry, lines, place, color: color(pointed), width: 2.8 * ratio });
    if (near && near.row === pointed) {
      context.beginPath();
      context.arc(view.pixelX(near.x), view.pixelY(near.high), 4 * ratio, 0, 7);
      context.fillStyle = color(pointed);
      context.fill();
      context.strokeStyle = ink("ground");
      context.lineWidth = 1.5 * ratio;
      context.stroke();
    }
  };
}
