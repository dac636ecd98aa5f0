// A result against one setting: a point a trial, and at every value the median and the band of all its trials.
import { ink, readable } from "./colors.js";
import { colored } from "./curve_state.js";
import { result } from "./format.js";
import { middle } from "./settings_axis.js";
import { aboutTrial } from "./tip.js";

const MANY_VALUES = 60; // with one trial each: a line through them all says nothing

export class SettingsPoints {
  /** `x` and `y` are axes, see settings_axis.js; `result` is the name of what is drawn. */
  constructor(model, { x, y, result: name }) {
    this.model = model;
    this.x = x;
    this.y = y;
    this.name = name;
    const all = [...Array(model.count).keys()].map((row) => [row, x.place(row), y.place(row)]).filter(([, px, py]) => px !== null && py !== null);
    this.points = all.filter(([row]) => model.isShown(row));
    // Of all trials, whatever is filtered: what a value does is no matter of what else is looked at.
    const at = new Map();
    for (const [, px, py] of all) {
      if (!at.has(px)) at.set(px, []);
      at.get(px).push(py);
    }
    this.middles = [...at].sort((a, b) => a[0] - b[0]).map(([px, values]) => [px, middle(values)]).filter(([, one]) => one);
    this.several = this.middles.some(([, one]) => one.count > 1) && !(this.middles.length > MANY_VALUES && this.middles.every(([, one]) => one.count < 2));
  }

  get rows() {
    return this.points.map(([row]) => row);
  }

  get note() {
    if (!this.several) return "";
    return `${this.x.words ? "Bars: the median" : "Line and band: the median"} at each value, and the middle half of its trials (of fewer than five, all), those that are filtered out included.`;
  }

  draw(context, box, view) {
    const ratio = devicePixelRatio;
    const y = (value) => view.pixelY(value);
    if (this.several) this.band(context, view, ratio, y);
    const { points, model } = this;
    const radius = (points.length > 500 ? 2 : 3.2) * ratio;
    for (const [row, x, value] of points) {
      context.globalAlpha = model.selected.size && !model.selected.has(row) ? 0.2 : 0.8;
      context.fillStyle = this.colorOf(row);
      context.beginPath();
      context.arc(view.pixelX(x), y(value), radius, 0, 7);
      context.fill();
    }
    context.globalAlpha = 1;
  }

  band(context, view, ratio, y) {
    const { middles } = this;
    context.fillStyle = ink("band");
    context.strokeStyle = ink("text");
    context.lineWidth = 2 * ratio;
    if (this.x.words) {
      for (const [x, one] of middles) context.fillRect(view.pixelX(x) - 12 * ratio, y(one.high), 24 * ratio, Math.max(1, y(one.low) - y(one.high)));
    } else {
      context.beginPath();
      middles.forEach(([x, one], k) => (k ? context.lineTo(view.pixelX(x), y(one.high)) : context.moveTo(view.pixelX(x), y(one.high))));
      for (const [x, one] of [...middles].reverse()) context.lineTo(view.pixelX(x), y(one.low));
      context.closePath();
      context.fill();
    }
    context.beginPath();
    middles.forEach(([x, one], k) => {
      if (this.x.words) {
        context.moveTo(view.pixelX(x) - 12 * ratio, y(one.median));
        context.lineTo(view.pixelX(x) + 12 * ratio, y(one.median));
      } else if (k) context.lineTo(view.pixelX(x), y(one.median));
      else context.moveTo(view.pixelX(x), y(one.median));
    });
    context.stroke();
  }

  colorOf(row) {
    const { about } = this.model;
    const name = colored(this.model);
    return readable(name ? about.settings[name].colors[row] : about.categories[0]);
  }

  /** What is near a place: {rows, x, y, color, lines}; null where nothing is. */
  near(view, px, py) {
    let best = null, least = 18;
    for (const [row, x, y] of this.points) {
      const distance = Math.hypot(view.pixelX(x) - px, view.pixelY(y) - py);
      if (distance < least) [best, least] = [row, distance];
    }
    return best === null ? null : this.about(best);
  }

  /** Everything that keys go through, from left to right. */
  get stops() {
    return [...this.points].sort((a, b) => a[1] - b[1] || a[2] - b[2]).map(([row]) => this.about(row));
  }

  about(row) {
    const column = this.model.about.results[this.name];
    return { key: row, rows: [row], x: this.x.place(row), y: this.y.place(row), color: this.colorOf(row), lines: aboutTrial(this.model, row, [`${column.label} ${result(column.values[row], column)}`]) };
  }
}
