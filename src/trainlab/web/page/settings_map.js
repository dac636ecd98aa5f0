// A result over two settings: a cell for each pair of their values, whose colour is the median of all its trials.
import { ink, rgb } from "./colors.js";
import { counted, result, setting } from "./format.js";
import { middle } from "./settings_axis.js";

const MOST_VALUES = 80; // of a setting, that still make a grid

export class SettingsMap {
  /** `x` and `y` are the axes of the settings called `across` and `up`; `value` is that of the result called `result`. */
  constructor(model, { x, y, value, across, up, result: name }) {
    Object.assign(this, { model, x, y, value, across, up, name });
    const all = cells(model, x, y, value);
    this.cells = all.filter((cell) => cell.rows.some((row) => model.isShown(row)));
    const known = all.filter((cell) => cell.middle).map((cell) => cell.middle.median);
    this.low = Math.min(...known);
    this.high = Math.max(...known);
    this.log = value.log && this.low > 0;
    this.shades = model.about.scale.map((color) => rgb(color));
    const edges = (axis, values) => borders(axis, [...new Set(values)].sort((a, b) => a - b));
    const ex = edges(x, all.map((cell) => cell.x)), ey = edges(y, all.map((cell) => cell.y));
    this.grid = ex.size * ey.size <= 4 * all.length && ex.size <= MOST_VALUES && ey.size <= MOST_VALUES ? { ex, ey } : null;
  }

  get rows() {
    return this.cells.flatMap((cell) => cell.rows.filter((row) => this.model.isShown(row)));
  }

  get points() {
    return this.cells.flatMap((cell) => cell.rows.filter((row) => this.model.isShown(row)).map((row) => [row, cell.x, cell.y]));
  }

  get note() {
    const what = this.grid ? "Each cell is a pair of values" : "Each point is a pair of values";
    const better = this.value.lower ? " Lighter is lower, which is better." : "";
    return `${what}; its colour is the median of all its trials, those that are filtered out included.${better}`;
  }

  /** What colours mean: {name, low, high, shades}; null where no trial has a value. */
  get legend() {
    if (!(this.low <= this.high)) return null;
    const { value, low, high } = this;
    return {
      name: `median ${value.label}`, low: value.text(value.lower ? high : low), high: value.text(value.lower ? low : high), shades: this.model.about.scale,
      log: this.log, crosses: this.cells.some((cell) => cell.failed === cell.rows.length),
    };
  }

  shade(median) {
    const { low, high } = this;
    const share = high === low ? 1 : this.log ? Math.log(median / low) / Math.log(high / low) : (median - low) / (high - low);
    return this.shades[Math.round((this.value.lower ? 1 - share : share) * (this.shades.length - 1))];
  }

  colorOf(cell) {
    const [r, g, b] = cell.middle ? this.shade(cell.middle.median) : rgb(ink("grid"));
    return `rgb(${r} ${g} ${b})`;
  }

  draw(context, box, view) {
    const ratio = devicePixelRatio;
    for (const cell of this.cells) {
      const px = view.pixelX(cell.x), py = view.pixelY(cell.y);
      context.fillStyle = this.colorOf(cell);
      if (this.grid) {
        const [left, right] = this.grid.ex.get(cell.x).map(view.pixelX), [bottom, top] = this.grid.ey.get(cell.y).map(view.pixelY);
        context.fillRect(left, top, right - left - 1, bottom - top - 1);
      } else {
        context.beginPath();
        context.arc(px, py, 5 * ratio, 0, 7);
        context.fill();
      }
      if (cell.failed === cell.rows.length) {
        const [r, g, b] = cell.middle && this.grid ? this.shade(cell.middle.median) : rgb(ink("ground"));
        context.fillStyle = 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#000000" : "#ffffff";
        context.font = `${14 * ratio}px sans-serif`;
        context.textAlign = "center";
        context.textBaseline = "middle";
        context.fillText("×", px, py);
      }
      if (cell.rows.some((row) => this.model.selected.has(row))) {
        context.strokeStyle = ink("text");
        context.lineWidth = 2 * ratio;
        context.strokeRect(px - 6 * ratio, py - 6 * ratio, 12 * ratio, 12 * ratio);
      }
    }
  }

  /** The cell that holds a pixel, or the point that is near it: {rows, x, y, color, lines}; null where there is none. */
  near(view, px, py) {
    if (this.grid) {
      const [x, y] = [view.valueX(px), view.valueY(py)];
      const holds = ([low, high], value) => value >= low && value < high;
      const cell = this.cells.find((one) => holds(this.grid.ex.get(one.x), x) && holds(this.grid.ey.get(one.y), y));
      return cell ? this.about(cell) : null;
    }
    let best = null, least = 40;
    for (const cell of this.cells) {
      const distance = Math.hypot(view.pixelX(cell.x) - px, view.pixelY(cell.y) - py);
      if (distance < least) [best, least] = [cell, distance];
    }
    return best && this.about(best);
  }

  /** Everything that keys go through, from left to right. */
  get stops() {
    return [...this.cells].sort((a, b) => a.x - b.x || a.y - b.y).map((cell) => this.about(cell));
  }

  about(cell) {
    const { settings, results } = this.model.about;
    const column = results[this.name];
    const [row] = cell.rows;
    const of = counted(cell.rows.length, "trial");
    return {
      key: `${cell.x} ${cell.y}`, rows: cell.rows, x: cell.x, y: cell.y, color: this.colorOf(cell),
      lines: [
        `${this.across}=${setting(settings[this.across].values[row])}, ${this.up}=${setting(settings[this.up].values[row])}`,
        cell.middle ? `median ${column.label} ${result(cell.middle.median, column)} of ${of}` : `no value of ${of}`,
        ...(cell.failed ? [`${cell.failed} of ${cell.rows.length} diverged or exploded`] : []),
      ],
    };
  }
}

/** Trials that agree on both settings, whatever is filtered. */
function cells(model, x, y, value) {
  const found = new Map();
  for (let row = 0; row < model.count; row++) {
    const [px, py] = [x.place(row), y.place(row)];
    if (px === null || py === null) continue;
    const key = `${px} ${py}`;
    if (!found.has(key)) found.set(key, { x: px, y: py, rows: [] });
    found.get(key).rows.push(row);
  }
  for (const cell of found.values()) {
    cell.middle = middle(cell.rows.map((row) => value.place(row)).filter((one) => one !== null));
    cell.failed = cell.rows.filter((row) => model.failed(row)).length;
  }
  return [...found.values()];
}

/** Where the cell of each value begins and ends: half way to its neighbours. */
function borders(axis, values) {
  const at = (value) => (axis.log ? Math.log(value) : value), back = (place) => (axis.log ? Math.exp(place) : place);
  const places = values.map(at);
  const found = new Map();
  values.forEach((value, k) => {
    const before = k ? (places[k - 1] + places[k]) / 2 : places.length > 1 ? places[0] - (places[1] - places[0]) / 2 : at(axis.low);
    const after = k + 1 < places.length ? (places[k] + places[k + 1]) / 2 : places.length > 1 ? places[k] + (places[k] - places[k - 1]) / 2 : at(axis.high);
    found.set(value, [back(before), back(after)]);
  });
  return found;
}
