// All curves of one trial, in small panels: those of one kind together. They follow the axis and the zoom of the curves above.
import { change, watch } from "./address.js";
import { Chart } from "./chart.js";
import { readable } from "./colors.js";
import { CHOICES, CurveState } from "./curve_state.js";
import { digits } from "./curves.js";
import { fitted, zoomed } from "./curve_view.js";
import { framed, h, put, quietly } from "./dom.js";
import { percent, short, tick } from "./format.js";
import { Geometry } from "./geometry.js";
import { Tip } from "./tip.js";

const MOST_LINES = 8; // of a panel: a net of more layers has its first ones drawn

export class TrialCurves {
  constructor(model) {
    this.model = model;
    this.state = new CurveState(model);
    this.panels = h("div", { class: "panels several" });
    this.note = h("p", { class: "note" });
    this.root = h("div", { class: "trial-curves" }, h("h3", {}, "Its curves"), this.panels, this.note);
    this.charts = new Map();
    this.draw = framed(() => this.scene());
    this.refetch = quietly(150, () => this.fetch());
    this.unwatch = watch((names) => (!names || names.some((name) => CHOICES.includes(name))) && this.refetch());
  }

  destroy() {
    this.unwatch();
    this.abort?.abort();
    for (const one of this.charts.values()) one.chart.destroy();
    this.charts.clear();
  }

  /** Show the curves of a row. */
  show(row) {
    if (row !== this.row) this.lines = null;
    this.row = row;
    this.fetch();
  }

  /** Names of curves that are drawn together: losses, shares, a metric of all splits, the layers of a probe. */
  kinds() {
    const found = new Map();
    for (const [name, info] of Object.entries(this.model.about.curves)) {
      const kind = info.share ? "share" : name.endsWith("loss") ? "loss" : name.split(".")[0].replace(/^(train|validation)_/, "");
      if (!found.has(kind)) found.set(kind, []);
      found.get(kind).push(name);
    }
    return found;
  }

  async fetch() {
    if (this.row === undefined || !this.root.isConnected) return;
    this.abort?.abort();
    const abort = new AbortController();
    this.abort = abort;
    const { model, row, state: chosen } = this;
    const { x } = zoomed();
    const names = [...this.kinds().values()].flatMap((some) => some.slice(0, MOST_LINES));
    const fields = { study: model.ids, along: chosen.along, log: chosen.logX ? 1 : null, rows: String(row), buckets: 500 };
    if (x) Object.assign(fields, { start: x[0], stop: x[1] });
    const ask = async (curve) => {
      try {
        return [curve, oneRow(await model.source.curve({ ...fields, curve }, abort.signal), row)];
      } catch (error) {
        if (error.name === "AbortError") throw error;
        return [curve, null]; // another study of those that are shown has it, or it is not recorded yet
      }
    };
    try {
      this.lines = new Map((await Promise.all(names.map(ask))).filter(([, line]) => line && line.vertices.length));
    } catch {
      return; // something else is asked for already
    }
    this.draw();
  }

  scene() {
    if (!this.lines || !this.root.isConnected) return;
    const kinds = [...this.kinds()].map(([kind, names]) => [kind, names.filter((name) => this.lines.has(name))]).filter(([, names]) => names.length);
    for (const [kind, one] of this.charts) {
      if (kinds.some(([name]) => name === kind)) continue;
      one.chart.destroy();
      one.root.remove();
      this.charts.delete(kind);
    }
    const every = [...this.lines.values()];
    const reach = [Math.min(...every.map((line) => line.reach[0])), Math.max(...every.map((line) => line.reach[1]))];
    for (const [kind, names] of kinds) this.panel(kind, names, reach);
    const left = [...this.kinds().values()].reduce((sum, names) => sum + Math.max(0, names.length - MOST_LINES), 0);
    put(this.note, kinds.length ? (left ? `Of each kind the first ${MOST_LINES} are drawn; 'curve' above shows every one.` : "") : "It has no curves yet.");
  }

  panel(kind, names, reach) {
    const { about } = this.model;
    const one = this.charts.get(kind) ?? this.newPanel(kind);
    const info = about.curves[names[0]];
    const lines = names.map((name) => this.lines.get(name));
    const logX = lines[0].log, logY = this.state.logY && !info.share;
    one.names = names;
    put(one.title, names.map((name, k) => h("span", { class: "line-name" }, h("span", { class: "swatch", style: { background: this.color(k) } }), about.curves[name].label)));
    let [x0, x1] = zoomed().x ?? reach;
    if (logX && !(x0 > 0)) x0 = reach[0] > 0 ? reach[0] : 1;
    if (!(x1 > x0)) [x0, x1] = logX ? [x0 / 1.5, x0 * 1.5] : [x0 - 0.5, x0 + 0.5];
    const [y0, y1] = fitted(lines.flatMap((line) => line.ranges([this.row], x0, x1, logY)), { logY, share: info.share, lower: info.lower }).range;
    const unit = info.unit ? ` (${info.unit})` : "";
    one.chart.axes({
      logX, logY, labelX: lines[0].label, labelY: info.share ? "%" : `${kind.replaceAll("_", " ")}${unit}`, key: info.share, wholeX: this.state.counts,
      valuesY: info.share ? (value) => `${Number((100 * value).toPrecision(5))}` : tick,
    });
    one.chart.show({ x0, x1, y0, y1, logX, logY });
    one.chart.set({
      under: null, above: null, key: lines.map((line) => line.serial),
      groups: lines.map((line, k) => ({ geometry: line, lines: line, color: this.color(k), alpha: 1, width: 1.4 * devicePixelRatio, places: [0], vertices: line.counts[0] })),
    });
  }

  newPanel(kind) {
    const title = h("div", { class: "panel-title" });
    const root = h("div", { class: "panel" }, title);
    this.panels.append(root);
    const one = { root, title };
    one.chart = new Chart(root, {
      label: `Curves of the trial, ${kind}. Arrow keys move, plus and minus zoom, 0 shows all; the curves above follow.`, height: 210,
      told: {
        zoom: (view) => change({ x: `${digits(view.x0, view)},${digits(view.x1, view)}` }),
        leave: () => change({ x: "", y: "" }),
        point: (px, py) => this.point(one, px, py),
        out: () => one.tip.show(null),
      },
    });
    one.tip = new Tip(one.chart.root);
    this.charts.set(kind, one);
    return one;
  }

  color(k) {
    const { categories } = this.model.about;
    return readable(categories[k % categories.length]);
  }

  point(one, px, py) {
    const seen = one.chart.seen();
    const near = one.names.map((name, k) => ({ name, k, ...this.lines?.get(name)?.nearest(seen, px, py, [this.row]) })).filter((found) => found.row !== undefined)
      .sort((a, b) => a.distance - b.distance)[0];
    if (!near) {
      one.tip.show(null);
      return;
    }
    const info = this.model.about.curves[near.name];
    const text = (value) => (info.share ? percent(value, 2) : short(value));
    const value = near.low === near.high ? text(near.low) : `${text(near.low)} to ${text(near.high)}`;
    const { along } = this.state;
    one.tip.show([`${info.label} ${value}`, `at ${along} ${short(along === "step" ? Math.round(near.x) : near.x)}`], px + 60, py, this.color(near.k));
  }
}

/** The curve of one row, of an answer that holds it or, in a report, all rows. */
function oneRow(answer, row) {
  if (!answer.rows) {
    let from = 0;
    for (let k = 0; k < row; k++) from += answer.counts[k];
    const end = from + answer.counts[row];
    Object.assign(answer, { x: answer.x.subarray(from, end), y: answer.y.subarray(from, end), counts: answer.counts.subarray(row, row + 1) });
    answer.reach = ends(answer);
  }
  return new Geometry({ ...answer, rows: [row], trials: 1, mean: null });
}

function ends({ x, log, reach }) {
  const known = log ? x.filter((value) => value > 0) : x;
  return known.length ? [known[0], known.at(-1)] : reach;
}
