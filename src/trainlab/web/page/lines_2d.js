// Few lines, drawn smoothly; and all of them where the browser has no WebGL2.

/** Draw groups of rows into a rectangle of a 2D canvas. A group: {lines, color, alpha, places, width}. */
export function drawLines(context, box, view, groups) {
  context.save();
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  context.lineJoin = "round";
  const bottom = box.top + box.height;
  const [low, high] = view.logY ? [Math.log10(view.y0), Math.log10(view.y1)] : [view.y0, view.y1];
  for (const { lines, geometry, color, alpha, places, width } of groups) {
    const left = geometry.toX(view.x0);
    const scaleX = box.width / (geometry.toX(view.x1) - left);
    const scaleY = box.height / (high - low);
    context.strokeStyle = color;
    context.globalAlpha = alpha;
    context.lineWidth = width;
    for (const place of places) {
      const first = lines.firsts[place], end = first + lines.counts[place];
      if (end === first) continue;
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

/** A trial with one point is a dot: a line of one point is nothing. */
function dot(context, box, view, geometry, lines, vertex, left, scaleX, scaleY, low) {
  const y = view.logY ? Math.log10(lines.vertices[2 * vertex + 1]) : lines.vertices[2 * vertex + 1];
  const x = box.left + (lines.vertices[2 * vertex] - left) * scaleX;
  context.arc(x, box.top + box.height - (y - low) * scaleY, 2, 0, 7);
}
