// Many lines without a graphics card: each curve is a span of pixels in each column, blended by hand. A thousand curves take
// a tenth of what software that stands in for a graphics card takes, or of what strokes of a canvas take.
import { rgb } from "./colors.js";

/** Draw groups of rows into a rectangle of a 2D canvas. A group: {lines, geometry, color, alpha, places}. */
export function drawColumns(context, box, view, groups) {
  const width = Math.max(1, Math.round(box.width)), height = Math.max(1, Math.round(box.height));
  const pixels = new Uint32Array(width * height); // premultiplied, as 0xAABBGGRR
  const at = (y) => (view.logY ? (y > 0 ? Math.log10(y) : -40) : y);
  const bottom = at(view.y0), scaleY = height / (at(view.y1) - bottom);
  for (const { lines, geometry, color, alpha, places } of groups) {
    const left = geometry.toX(view.x0), scaleX = width / (geometry.toX(view.x1) - left);
    const opacity = Math.max(1, Math.round(alpha * 255));
    const [r, g, b] = rgb(color).map((part) => Math.round((part * opacity) / 255));
    const source = ((opacity << 24) | (b << 16) | (g << 8) | r) >>> 0;
    const rest = 256 - opacity - (opacity > 127 ? 1 : 0);
    const { vertices } = lines;
    for (const place of places) {
      const first = lines.firsts[place], end = first + lines.counts[place];
      let column = -2, low = 0, high = 0, ax = 0, ay = 0, begun = false;
      const flush = () => {
        if (column < 0 || column >= width) return;
        const from = low < 0 ? 0 : low | 0, to = high >= height ? height - 1 : high | 0;
        for (let i = from * width + column, stop = to * width + column; i <= stop; i += width) {
          const under = pixels[i];
          pixels[i] = under === 0 ? source : ((((Math.imul(under & 0xff00ff, rest) >>> 8) & 0xff00ff) | (Math.imul((under >>> 8) & 0xff00ff, rest) & 0xff00ff00)) >>> 0) + source;
        }
      };
      const cover = (c, y0, y1) => {
        const a = y0 < y1 ? y0 : y1, b2 = y0 < y1 ? y1 : y0;
        if (c === column) {
          if (a < low) low = a;
          if (b2 > high) high = b2;
          return;
        }
        flush();
        column = c;
        low = a;
        high = b2;
      };
      for (let v = first; v < end; v++) {
        const x = (vertices[2 * v] - left) * scaleX;
        let y = height - (at(vertices[2 * v + 1]) - bottom) * scaleY;
        y = y < -1e6 ? -1e6 : y > 1e6 ? 1e6 : y;
        if (begun && x >= 0 && ax < width) {
          const from = Math.max(0, Math.floor(ax)), to = Math.min(width - 1, Math.floor(x));
          if (from >= to) cover(from, ay, y);
          else {
            const slope = (y - ay) / (x - ax);
            for (let c = from; c <= to; c++) {
              cover(c, ay + slope * (Math.max(c, ax) - ax), ay + slope * (Math.min(c + 1, x) - ax));
            }
          }
        } else if (!begun && end - first === 1) cover(Math.floor(x), y - 1, y + 1);
        begun = true;
        ax = x;
        ay = y;
      }
      flush();
    }
  }
  const image = new ImageData(width, height);
  const out = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) {
    const pixel = pixels[i];
    if (pixel === 0) continue;
    const a = pixel >>> 24;
    if (a >= 254) out[i] = pixel | 0xff000000;
    else {
      const k = 255 / a;
      out[i] = (a << 24) | (Math.min(255, ((pixel >>> 16) & 255) * k) << 16) | (Math.min(255, ((pixel >>> 8) & 255) * k) << 8) | Math.min(255, (pixel & 255) * k);
    }
  }
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d").putImageData(image, 0, 0);
  context.drawImage(canvas, Math.round(box.left), Math.round(box.top));
}
