// Pictures of what is seen, with title and legend: PNG from the panels' canvases, SVG from what is drawn in them.
import { ink } from "./colors.js";
import { plain, s } from "./dom.js";
import { drawLines } from "./lines_2d.js";
import { SvgContext } from "./svg_context.js";

const TITLE = 26, LEGEND = 20;

/** A picture: {title, legend, home, charts}. Charts: [{chart, title}] inside of the element `home`; see legend.js for the legend. */
export function picturePng(picture) {
  const ratio = devicePixelRatio;
  const canvas = document.createElement("canvas");
  const { width, height, top, placed } = arranged(picture);
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  const context = canvas.getContext("2d");
  context.save();
  context.scale(ratio, ratio);
  heading(context, picture, width, height);
  context.restore();
  for (const { one, x, y } of placed) {
    context.fillStyle = ink("text");
    context.font = `${13 * ratio}px sans-serif`;
    if (one.title) context.fillText(plain(one.title), (x + 8) * ratio, (y + top - 6) * ratio);
    context.drawImage(one.chart.plot.ctx.canvas, Math.round(x * ratio), Math.round((y + top) * ratio));
  }
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

export function pictureSvg(picture) {
  const { width, height, top, placed } = arranged(picture);
  const root = blank(width, height);
  const context = new SvgContext(root);
  heading(context, picture, width, height);
  for (const { one, x, y } of placed) {
    context.save();
    context.translate(x, y + top);
    panel(context, one);
    context.restore();
  }
  return asBlob(root);
}

export function blank(width, height) {
  return s("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": "sans-serif", "font-size": 12 });
}

export const asBlob = (root) => new Blob([new XMLSerializer().serializeToString(root)], { type: "image/svg+xml" });

/** Where the panels lie in their home, below title and legend. */
function arranged({ home, charts, legend }) {
  const whole = home.getBoundingClientRect();
  const top = TITLE + (legend ? LEGEND : 0);
  const placed = charts.map((one) => {
    const box = one.chart.root.getBoundingClientRect();
    return { one, x: box.left - whole.left, y: box.top - whole.top };
  });
  return { placed, top, width: whole.width, height: whole.height + top };
}

/** The ground, the title, and what colours mean. */
export function heading(context, { title, legend }, width, height) {
  context.fillStyle = ink("ground");
  context.fillRect(0, 0, width, height);
  context.fillStyle = ink("text");
  context.font = "13px sans-serif";
  context.fillText(plain(title), 8, 18);
  if (!legend) return;
  let x = 8;
  const y = TITLE + 12;
  context.font = "12px sans-serif";
  const text = (words, color) => {
    context.fillStyle = ink(color);
    context.fillText(plain(words), x, y);
    x += context.measureText(plain(words)).width + 10;
  };
  text(legend.name, "quiet");
  if (legend.shades) {
    text(legend.low, "text");
    legend.shades.forEach((color, k) => {
      context.fillStyle = color;
      context.fillRect(x + 2 * k, y - 10, 2, 11);
    });
    x += 2 * legend.shades.length + 8;
    text(legend.high, "text");
  } else {
    for (const [words, color] of legend.entries) {
      if (x > width - 60) break;
      context.fillStyle = color;
      context.fillRect(x, y - 10, 11, 11);
      x += 16;
      text(words, "text");
    }
  }
}

/** A panel: its axes, and all that its canvas shows. */
function panel(context, { chart, title }) {
  const { plot } = chart;
  const ratio = devicePixelRatio;
  const box = { left: plot.bbox.left / ratio, top: plot.bbox.top / ratio, width: plot.bbox.width / ratio, height: plot.bbox.height / ratio };
  axes(context, chart, box);
  if (title) {
    context.fillStyle = ink("text");
    context.textAlign = "left";
    context.fillText(plain(title), 8, -6);
  }
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  context.scale(1 / ratio);
  const { under, groups, over } = chart.scene;
  const view = chart.seen(1);
  under?.(context, plot.bbox, view);
  drawLines(context, plot.bbox, chart.view, groups);
  over?.(context, plot.bbox, view);
  context.restore();
}

function axes(context, chart, box) {
  const { plot } = chart;
  const seen = chart.seen();
  const bottom = box.top + box.height, right = box.left + box.width;
  const texts = (k) => (plot.axes[k]._splits ?? []).map((value, place) => [value, (plot.axes[k]._values ?? [])[place]]).filter(([, text]) => text !== null && text !== "" && text !== undefined);
  const line = (x0, y0, x1, y1) => {
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  };
  context.font = "12px sans-serif";
  context.strokeStyle = ink("grid");
  context.fillStyle = ink("quiet");
  context.lineWidth = 1;
  context.textAlign = "center";
  for (const [value, text] of texts(0)) {
    const x = box.left + seen.pixelX(value);
    if (x < box.left - 1 || x > right + 1) continue;
    line(x, box.top, x, bottom);
    context.fillText(text, x, bottom + 16);
  }
  context.fillText(plain(chart.axesGiven.labelX), box.left + box.width / 2, bottom + 36);
  context.textAlign = "right";
  for (const [value, text] of texts(1)) {
    const y = box.top + seen.pixelY(value);
    if (y < box.top - 1 || y > bottom + 1) continue;
    line(box.left, y, right, y);
    context.fillText(text, box.left - 6, y + 4);
  }
  context.add("text", { transform: `translate(12 ${box.top + box.height / 2}) rotate(-90)`, "text-anchor": "middle", fill: ink("quiet") }, chart.axesGiven.labelY);
}
