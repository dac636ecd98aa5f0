// Pictures of what is seen: PNG from the panels' canvases, SVG from the lines themselves.
import { ink } from "./colors.js";
import { plain, s } from "./dom.js";

const TITLE = 26;

/** The panels as they lie on the page: [title, chart, x, y], and the size of all. */
function arranged(curves) {
  const all = [...curves.charts.values()];
  const home = curves.panels.getBoundingClientRect();
  const placed = all.map((one) => {
    const box = one.chart.root.getBoundingClientRect();
    return { one, x: box.left - home.left, y: box.top - home.top };
  });
  return { placed, width: home.width, height: home.height };
}

export function picturePng(curves) {
  const ratio = devicePixelRatio;
  const { placed, width, height } = arranged(curves);
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil((height + TITLE) * ratio);
  const context = canvas.getContext("2d");
  context.fillStyle = ink("ground");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = ink("text");
  context.font = `${13 * ratio}px sans-serif`;
  context.fillText(title(curves), 8 * ratio, 18 * ratio);
  for (const { one, x, y } of placed) {
    if (!one.title.hidden) context.fillText(one.title.textContent, (x + 8) * ratio, (y + TITLE - 6) * ratio);
    context.drawImage(one.chart.plot.ctx.canvas, Math.round(x * ratio), Math.round((y + TITLE) * ratio));
  }
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

export function pictureSvg(curves) {
  const { placed, width, height } = arranged(curves);
  const made = s("svg", { xmlns: "http://www.w3.org/2000/svg", width, height: height + TITLE, viewBox: `0 0 ${width} ${height + TITLE}`, "font-family": "sans-serif", "font-size": 12 });
  made.append(s("rect", { width, height: height + TITLE, fill: ink("ground") }), s("text", { x: 8, y: 18, fill: ink("text"), "font-size": 13 }, title(curves)));
  placed.forEach(({ one, x, y }, number) => made.append(panel(one, x, y + TITLE, number)));
  return new Blob([new XMLSerializer().serializeToString(made)], { type: "image/svg+xml" });
}

function title(curves) {
  return plain(`${curves.model.about.studies.map((study) => study.name).join(" and ")}: ${curves.model.about.curves[curves.curve].label}`);
}

function panel(one, x, y, number) {
  const { chart } = one;
  const { plot } = chart;
  const ratio = devicePixelRatio;
  const box = { left: plot.bbox.left / ratio, top: plot.bbox.top / ratio, width: plot.bbox.width / ratio, height: plot.bbox.height / ratio };
  const bottom = box.top + box.height;
  const seen = chart.seen();
  const group = s("g", { transform: `translate(${x} ${y})` });
  const clip = `plot${number}`;
  group.append(s("clipPath", { id: clip }, s("rect", { x: box.left, y: box.top, width: box.width, height: box.height })));
  const axis = (k) => plot.axes[k];
  const texts = (k) => (axis(k)._splits ?? []).map((value, place) => [value, (axis(k)._values ?? [])[place]]).filter(([, text]) => text !== null && text !== "" && text !== undefined);
  for (const [value, text] of texts(0)) {
    const at = box.left + seen.pixelX(value);
    if (at < box.left - 1 || at > box.left + box.width + 1) continue;
    group.append(s("line", { x1: at, x2: at, y1: box.top, y2: bottom, stroke: ink("grid") }), s("text", { x: at, y: bottom + 16, "text-anchor": "middle", fill: ink("quiet") }, text));
  }
  for (const [value, text] of texts(1)) {
    const at = box.top + seen.pixelY(value);
    if (at < box.top - 1 || at > bottom + 1) continue;
    group.append(s("line", { x1: box.left, x2: box.left + box.width, y1: at, y2: at, stroke: ink("grid") }), s("text", { x: box.left - 6, y: at + 4, "text-anchor": "end", fill: ink("quiet") }, text));
  }
  group.append(
    s("text", { x: box.left + box.width / 2, y: bottom + 36, "text-anchor": "middle", fill: ink("quiet") }, chart.axesGiven.labelX),
    s("text", { transform: `translate(12 ${box.top + box.height / 2}) rotate(-90)`, "text-anchor": "middle", fill: ink("quiet") }, chart.axesGiven.labelY));
  if (!one.title.hidden) group.append(s("text", { x: box.left, y: -4, fill: ink("text") }, one.title.textContent));
  const lines = s("g", { "clip-path": `url(#${clip})`, fill: "none", "stroke-linejoin": "round" });
  for (const { geometry, lines: drawn, color, alpha, places, width } of chart.scene.groups) {
    for (const place of places) {
      const d = path(drawn, geometry, place, seen, box);
      if (d) lines.append(s("path", { d, stroke: color, "stroke-opacity": alpha, "stroke-width": Number((width / ratio).toFixed(2)) }));
    }
  }
  group.append(lines);
  return group;
}

function path(lines, geometry, place, seen, box) {
  const first = lines.firsts[place], end = first + lines.counts[place];
  let d = "";
  for (let v = first; v < end; v++) {
    const x = box.left + seen.pixelX(geometry.fromX(lines.vertices[2 * v]));
    const value = lines.vertices[2 * v + 1];
    const y = box.top + Math.max(-1e4, Math.min(1e4, seen.pixelY(seen.logY ? Math.max(value, 1e-300) : value)));
    d += `${v === first ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
  }
  return d;
}
