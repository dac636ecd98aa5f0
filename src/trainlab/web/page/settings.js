// What a setting does: a result against its values with the median and band over the others, or a map of two settings.
import { change, state, watch } from "./address.js";
import { Chart } from "./chart.js";
import { ink, onTheme, readable, rgb } from "./colors.js";
import { choice, framed, h, put } from "./dom.js";
import { counted, result, setting, tick } from "./format.js";
import { columnAxis, middle } from "./settings_axis.js";
import { aboutTrial, Tip } from "./tip.js";

export class Settings {
  constructor(model) {
    this.model = model;
    this.tools = h("div", { class: "controls" });
    this.box = h("div", { class: "panels" });
    this.scale = h("div");
    this.note = h("p", { class: "note" });
    this.root = h("section", { "aria-label": "Settings" }, this.tools, this.scale, this.box, this.note);
    this.draw = framed(() => this.show());
    for (const name of ["data", "shown", "selected"]) model.on(name, () => this.draw());
    model.on("pointed", () => this.chart?.overlay(this.above()));
    this.unwatch = watch((names) => (!names || names.some((name) => ["sx", "sy", "sv", "color"].includes(name))) && this.draw());
    onTheme(() => this.draw());
  }

  destroy() {
    this.unwatch();
    this.chart?.destroy();
  }

  get names() {
    return this.model.columns;
  }

  get across() {
    const { about, varied } = this.model;
    if (state("sx") in about.settings) return state("sx");
    return varied.includes(about.color) ? about.color : varied[0] ?? this.names[0];
  }

  get up() {
    return state("sy") in this.model.about.settings && state("sy") !== this.across ? state("sy") : "";
  }

  get value() {
    const { results, by } = this.model.about;
    if (state("sv") in results) return state("sv");
    return `best_${by}` in results ? `best_${by}` : Object.keys(results)[0];
  }

  show() {
    const { model } = this;
    if (!model.about || !this.root.isConnected) return;
    if (!this.names.length || !this.value) {
      put(this.tools);
      put(this.note, model.count < 2 ? "The study has one trial: no setting varies." : "No setting varies between the trials.");
      this.chart?.destroy();
      this.chart = null;
      return;
    }
    const order = [...new Set([...model.varied, ...this.names])];
    const named = (list) => list.map((name) => [name, name]);
    put(this.tools,
      choice("setting", named(order), this.across, (sx) => change({ sx }), { "data-name": "sx" }),
      choice("by", [["", "alone"], ...named(order.filter((name) => name !== this.across))], this.up, (sy) => change({ sy }), { "data-name": "sy" }),
      choice("value", Object.entries(model.about.results).map(([name, column]) => [name, column.label]), this.value, (sv) => change({ sv }), { "data-name": "sv" }));
    const x = columnAxis(model, this.across);
    const value = columnAxis(model, this.value);
    const y = this.up ? columnAxis(model, this.up) : value;
    this.x = x;
    this.y = y;
    if (!this.chart) {
      this.chart = new Chart(this.box, {
        label: "A result against a setting. A drag selects trials.", height: 320,
        told: {
          zoom: (view, how) => !how?.moving && this.drag(view), leave: () => model.select([]),
          point: (px, py) => this.point(px, py), out: () => {
            this.at = null;
            model.point(-1);
            this.tip.show(null);
          },
          pick: (event) => this.pick(event), step: () => {},
        },
      });
      this.tip = new Tip(this.chart.root);
    }
    const view = { x0: x.low, x1: x.high, y0: y.low, y1: y.high, logX: x.log, logY: y.log };
    this.chart.axes({ logX: x.log, logY: y.log, labelX: x.label, labelY: y.label, valuesX: x.text, valuesY: y.text, splitsX: x.splits, splitsY: y.splits, key: [this.across, this.up, this.value, model.count] });
    this.chart.show(view);
    this.points = model.shown.map((row) => [row, x.place(row), y.place(row)]).filter(([, px, py]) => px !== null && py !== null);
    this.cells = this.up ? cells(this.points, value) : null;
    this.chart.set({ under: this.up ? this.drawMap(value) : this.drawPoints(), groups: [], above: this.above() });
    this.explain(value);
  }

  colorOf(row) {
    const { about } = this.model;
    const name = state("color") === "none" ? "" : state("color") in about.settings ? state("color") : about.color;
    return readable(name ? about.settings[name].colors[row] : about.categories[0]);
  }

  /** Points, and at every value the median and the band of the trials that are shown. */
  drawPoints() {
    const { points, model } = this;
    const at = new Map();
    for (const [, x, y] of points) at.set(x, [...(at.get(x) ?? []), y]);
    const middles = [...at].sort((a, b) => a[0] - b[0]).map(([x, values]) => [x, middle(values)]).filter(([, one]) => one);
    const several = middles.some(([, one]) => one.count > 1) && !(middles.length > 60 && middles.every(([, one]) => one.count < 2));
    return (context, box, view) => {
      const ratio = devicePixelRatio;
      const y = (value) => view.pixelY(value);
      if (several) {
        context.fillStyle = ink("band");
        context.strokeStyle = ink("text");
        context.lineWidth = 2 * ratio;
        context.beginPath();
        middles.forEach(([x, one], k) => (k ? context.lineTo(view.pixelX(x), y(one.high)) : context.moveTo(view.pixelX(x), y(one.high))));
        for (const [x, one] of [...middles].reverse()) context.lineTo(view.pixelX(x), y(one.low));
        if (!this.x.words) context.fill();
        context.beginPath();
        if (this.x.words) {
          for (const [x, one] of middles) {
            context.fillRect(view.pixelX(x) - 12 * ratio, y(one.high), 24 * ratio, Math.max(1, y(one.low) - y(one.high)));
            context.moveTo(view.pixelX(x) - 12 * ratio, y(one.median));
            context.lineTo(view.pixelX(x) + 12 * ratio, y(one.median));
          }
        } else middles.forEach(([x, one], k) => (k ? context.lineTo(view.pixelX(x), y(one.median)) : context.moveTo(view.pixelX(x), y(one.median))));
        context.stroke();
      }
      const radius = (points.length > 500 ? 2 : 3.2) * ratio;
      for (const [row, x, value] of points) {
        context.globalAlpha = model.selected.size && !model.selected.has(row) ? 0.2 : 0.8;
        context.fillStyle = this.colorOf(row);
        context.beginPath();
        context.arc(view.pixelX(x), y(value), radius, 0, 7);
        context.fill();
      }
      context.globalAlpha = 1;
    };
  }

  /** A cell for each pair of values: its colour is the median; a cross where every trial diverged. */
  drawMap(value) {
    const { model } = this;
    const shades = model.about.scale.map((color) => rgb(color));
    const known = this.cells.filter((cell) => cell.middle);
    let low = Infinity, high = -Infinity;
    for (const cell of known) {
      low = Math.min(low, cell.middle.median);
      high = Math.max(high, cell.middle.median);
    }
    const log = value.log && low > 0;
    this.shade = (median) => {
      const share = high === low ? 1 : log ? Math.log(median / low) / Math.log(high / low) : (median - low) / (high - low);
      return shades[Math.round((value.lower ? 1 - share : share) * (shades.length - 1))];
    };
    put(this.scale, known.length ? h("div", { class: "legend" }, h("span", { class: "legend-name" }, `median ${value.label}`), h("span", {}, value.text(value.lower ? high : low)),
      h("span", { class: "scale", style: { background: `linear-gradient(90deg, ${model.about.scale.join(", ")})` } }), h("span", {}, value.text(value.lower ? low : high)), log ? h("span", { class: "quiet" }, "logarithmic") : null, h("span", { class: "quiet" }, "× every trial diverged")) : null);
    const edges = (axis, values) => borders(axis, [...new Set(values)].sort((a, b) => a - b));
    const ex = edges(this.x, this.cells.map((cell) => cell.x)), ey = edges(this.y, this.cells.map((cell) => cell.y));
    const fits = ex.size * ey.size <= 4 * this.cells.length && ex.size <= 80 && ey.size <= 80;
    this.grid = fits ? { ex, ey } : null;
    return (context, box, view) => {
      const ratio = devicePixelRatio;
      for (const cell of this.cells) {
        const px = view.pixelX(cell.x), py = view.pixelY(cell.y);
        const [r, g, b] = cell.middle ? this.shade(cell.middle.median) : rgb(ink("grid"));
        context.fillStyle = `rgb(${r} ${g} ${b})`;
        if (fits) {
          const [left, right] = ex.get(cell.x).map(view.pixelX), [bottom, top] = ey.get(cell.y).map(view.pixelY);
          context.fillRect(left, top, right - left - 1, bottom - top - 1);
        } else {
          context.beginPath();
          context.arc(px, py, 5 * ratio, 0, 7);
          context.fill();
        }
        if (cell.diverged === cell.rows.length) {
          context.fillStyle = ink("text");
          context.font = `${14 * ratio}px sans-serif`;
          context.textAlign = "center";
          context.textBaseline = "middle";
          context.fillText("×", px, py);
        }
        if (cell.rows.some((row) => model.selected.has(row))) {
          context.strokeStyle = ink("text");
          context.lineWidth = 2 * ratio;
          context.strokeRect(px - 6 * ratio, py - 6 * ratio, 12 * ratio, 12 * ratio);
        }
      }
    };
  }

  above() {
    return (context, box, view) => {
      const row = this.model.pointed;
      if (row < 0 || !this.x) return;
      const [x, y] = [this.x.place(row), this.y.place(row)];
      if (x === null || y === null) return;
      const ratio = devicePixelRatio;
      context.beginPath();
      context.arc(view.pixelX(x), view.pixelY(y), 6.5 * ratio, 0, 7);
      context.strokeStyle = ink("text");
      context.lineWidth = 2.5 * ratio;
      context.stroke();
    };
  }

  point(px, py) {
    const view = this.chart.seen();
    if (this.up) {
      const cell = this.cellAt(view, px, py);
      this.at = cell;
      this.tip.show(cell && this.aboutCell(cell), px + 60, py, cell?.middle ? `rgb(${this.shade(cell.middle.median).join(" ")})` : ink("grid"));
      this.model.point(cell ? cell.rows[0] : -1);
      return;
    }
    const row = this.near(this.points, view, px, py, 18);
    this.at = row;
    const column = this.model.about.results[this.value];
    this.tip.show(row === null ? null : aboutTrial(this.model, row, [`${column.label} ${result(column.values[row], column)}`]), px + 60, py, row === null ? "" : this.colorOf(row));
    this.model.point(row ?? -1);
  }

  /** The cell of the map that holds a pixel, or the point that is near it. */
  cellAt(view, px, py) {
    if (!this.grid) return this.near(this.cells.map((one) => [one, one.x, one.y]), view, px, py, 40);
    const [x, y] = [view.valueX(px), view.valueY(py)];
    const holds = ([low, high], value) => value >= low && value < high;
    return this.cells.find((cell) => holds(this.grid.ex.get(cell.x), x) && holds(this.grid.ey.get(cell.y), y)) ?? null;
  }

  near(points, view, px, py, reach) {
    let best = null, least = reach;
    for (const [what, x, y] of points) {
      const distance = Math.hypot(view.pixelX(x) - px, view.pixelY(y) - py);
      if (distance < least) [best, least] = [what, distance];
    }
    return best;
  }

  aboutCell(cell) {
    const column = this.model.about.results[this.value];
    const { settings } = this.model.about;
    const [row] = cell.rows;
    return [
      `${this.across}=${setting(settings[this.across].values[row])}, ${this.up}=${setting(settings[this.up].values[row])}`,
      cell.middle ? `median ${column.label} ${result(cell.middle.median, column)} of ${counted(cell.rows.length, "trial")}` : `no value of ${counted(cell.rows.length, "trial")}`,
      ...(cell.diverged ? [`${cell.diverged} of ${cell.rows.length} diverged`] : []),
    ];
  }

  pick(event) {
    if (this.chart.justDragged) return;
    if (this.up) this.model.select(this.at ? this.at.rows : []);
    else if (this.at === null || this.at === undefined) this.model.select([]);
    else if (event.ctrlKey || event.metaKey || event.shiftKey) this.model.toggle(this.at);
    else this.model.select([this.at]);
  }

  drag(view) {
    const inside = ([, x, y]) => x >= view.x0 && x <= view.x1 && y >= view.y0 && y <= view.y1;
    this.model.select(this.points.filter(inside).map(([row]) => row));
  }

  explain(value) {
    if (!this.up) put(this.scale);
    const missing = this.model.shown.length - this.points.length;
    const words = [];
    if (!this.up) words.push(this.x.words ? "Bars: the median, and the middle half of the trials (of fewer than five, all)." : "Line and band: the median at each value, and the middle half of its trials (of fewer than five, all).");
    if (this.up && value.lower) words.push("Lighter is lower, which is better.");
    if (missing && !this.up) words.push(`${counted(missing, "trial")} without a value ${missing === 1 ? "is" : "are"} left out.`);
    put(this.note, words.join(" "));
  }
}

/** Trials that agree on both settings. */
function cells(points, value) {
  const found = new Map();
  for (const [row, x, y] of points) {
    const key = `${x} ${y}`;
    if (!found.has(key)) found.set(key, { x, y, rows: [] });
    found.get(key).rows.push(row);
  }
  for (const cell of found.values()) {
    const known = cell.rows.map((row) => value.place(row)).filter((one) => one !== null);
    cell.middle = middle(known);
    cell.diverged = cell.rows.filter((row) => cell.rows.length && statusOf(row) === "diverged").length;
  }
  return [...found.values()];
}

let statusOf = () => "";

/** The map asks for the status of trials. */
export function useStatus(model) {
  statusOf = (row) => model.about.trials.status[row];
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
