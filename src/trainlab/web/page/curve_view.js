// Which part of the axes is seen: what the address says, and else what the curves need.
import { state } from "./address.js";

const pair = (text) => {
  const found = text.split(",").map(Number);
  return found.length === 2 && found.every(Number.isFinite) && found[0] < found[1] ? found : null;
};

/** The parts of the axes that the address names; null for those that it does not. */
export const zoomed = () => ({ x: pair(state("x")), y: pair(state("y")) });

/** The view of some curves: {x0, x1, y0, y1, logX, logY, ownY, above, all}. `above`: how many curves leave
 * the picture; `all`: the part of the vertical axis that holds them too. */
export function fittingView(geometry, rows, { logX, logY, share, lower, live }) {
  const zoom = zoomed();
  const whole = live ? [geometry.reach[0], geometry.end ?? geometry.stop] : geometry.reach;
  let [x0, x1] = zoom.x ?? whole;
  if (logX && !(x0 > 0)) x0 = whole[0] > 0 ? whole[0] : 1;
  if (!(x1 > x0)) [x0, x1] = logX ? [x0 / 1.5, x0 * 1.5] : [x0 - 0.5, x0 + 0.5]; // a single point lies in the middle
  const fit = fitted(geometry.ranges(rows, x0, x1, logY), { logY, share, lower });
  const usable = zoom.y && !(logY && zoom.y[0] <= 0);
  const [y0, y1] = usable ? zoom.y : fit.range;
  return { x0, x1, y0, y1, logX, logY, ownX: Boolean(zoom.x), ownY: Boolean(usable), above: usable ? 0 : fit.above, all: fit.all };
}

/** A range that holds the curves; where a few losses explode, it holds the others, and says how many leave it. */
export function fitted(ranges, { logY, share, lower }) {
  if (!ranges.length) return { range: logY ? [0.1, 1] : [0, 1], above: 0, all: null };
  const lows = ranges.map((one) => one[1]);
  const highs = ranges.map((one) => one[2]).sort((a, b) => a - b);
  let low = Math.min(...lows), high = highs.at(-1), above = 0;
  const all = roomy(low, high, logY);
  if (lower && !share) {
    const starts = ranges.map((one) => one[3]).sort((a, b) => a - b);
    const start = starts[Math.floor(0.5 * (starts.length - 1))];
    // As in `trainlab plot`, what rises to thirty times the usual start has exploded.
    const calm = highs.filter((one) => one <= 30 * Math.max(start, 1e-30));
    const usual = calm.length ? Math.max(calm[Math.floor(0.95 * (calm.length - 1))], start) : high; // where all explode, all are shown
    const limit = logY ? usual * 100 : low + 2 * (usual - low);
    if (high > limit) {
      high = logY ? limit : low + 1.15 * (usual - low);
      above = highs.filter((one) => one > high).length;
    }
  }
  const [bottom, top] = roomy(low, high, logY);
  return { range: [bottom, share && high <= 1 ? Math.min(top, 1.02) : top], above, all };
}

/** A range with a little room around it; what is not negative stays so. */
function roomy(low, high, log) {
  if (log) {
    if (!(high > low)) [low, high] = [low / 2, high * 2];
    const room = (high / low) ** 0.04;
    return [low / room, high * room];
  }
  if (!(high > low)) {
    const room = Math.abs(low) * 0.1 || 0.5;
    return [low - room, high + room];
  }
  const room = (high - low) * 0.04;
  return [low >= 0 && low - room < 0 ? Math.max(0, low - room) : low - room, high + room];
}
