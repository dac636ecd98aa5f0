// Parallel coordinates as a picture: the lines and axes drawn once more, on a canvas or as SVG.
import { ink } from "./colors.js";
import { plain } from "./dom.js";
import { BOTTOM, HEIGHT, TOP } from "./parallel_axis.js";
import { asBlob, blank, heading } from "./pictures.js";
import { SvgContext } from "./svg_context.js";

const HEAD = 50; // pixels: title and legend

/** {name, png(), svg()} of {name, title, legend, width, axes, draw(context)}. */
export function parallelPicture(given) {
  const height = HEIGHT + HEAD;
  return {
    name: given.name,
    png() {
      const ratio = devicePixelRatio;
      const canvas = document.createElement("canvas");
      canvas.width = Math.ceil(given.width * ratio);
      canvas.height = Math.ceil(height * ratio);
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      whole(context, given, height);
      return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    },
    svg() {
      const root = blank(given.width, height);
      whole(new SvgContext(root), given, height);
      return asBlob(root);
    },
  };
}

function whole(context, { title, legend, width, axes, draw }, height) {
  heading(context, { title, legend }, width, height);
  context.save();
  context.translate(0, HEAD);
  draw(context);
  for (const axis of axes) {
    context.strokeStyle = ink("quiet");
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(axis.x, TOP);
    context.lineTo(axis.x, HEIGHT - BOTTOM);
    context.stroke();
    if (axis.brush) {
      const [low, high] = axis.brush.map((value) => axis.clamped(value));
      context.fillStyle = ink("accent");
      context.globalAlpha = 0.35;
      context.fillRect(axis.x - 7, high, 14, Math.max(2, low - high));
      context.globalAlpha = 1;
    }
    context.fillStyle = ink("text");
    context.font = "13px sans-serif";
    context.textAlign = "center";
    context.fillText(plain(axis.shown), axis.x, 16);
    context.fillStyle = ink("quiet");
    context.font = "11px sans-serif";
    context.textAlign = "left";
    for (const value of axis.ticks) context.fillText(plain(axis.written(value)), axis.x + 7, axis.pixel(value) + 4);
  }
  context.restore();
}
