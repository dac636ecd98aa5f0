// The part of the page that draws curves: its panels, and how they follow the address and the other parts.
import { change, state, watch } from "./address.js";
import { Chart } from "./chart.js";
import { ink, onTheme, readable } from "./colors.js";
import { CurveControls } from "./curve_controls.js";
import { CurveData } from "./curve_data.js";
import { writeNote } from "./curve_note.js";
import { CurvePointing } from "./curve_pointing.js";
import { drawBands, drawMarks, drawPointed, lineGroups } from "./curve_scene.js";
import { CHOICES, CurveState } from "./curve_state.js";
import { fittingView, zoomed } from "./curve_view.js";
import { framed, h, put, quietly } from "./dom.js";
import { setting, tick } from "./format.js";
import { legend } from "./legend.js";
import { Tip } from "./tip.js";

const MOST_PANELS = 24;

export class Curves {
  constructor(model) {
    this.model = model;
    this.state = new CurveState(model);
    this.data = new CurveData(model, (problem) => this.arrived(problem));
    this.controls = new CurveControls(this);
    this.pointing = new CurvePointing(this);
    this.legendBox = h("div");
    this.panels = h("div", { class: "panels" });
    this.note = h("p", { class: "note", role: "status" });
    this.charts = new Map();
    this.marks = [];
    this.root = h("section", { class: "part curves", "aria-label": "Curves" },
      this.controls.root, this.legendBox, this.panels, this.note);
    this.draw = framed(() => this.scene());
    this.refetch = quietly(110, () => this.fetch());
    this.saveZoom = quietly(200, (fields) => change(fields));
    model.on("data", () => this.whenData());
    for (const name of ["shown", "selected", "findings"]) model.on(name, () => this.draw());
    model.on("pointed", () => this.pointing.overlay());
    model.on("marks", (marks) => {
      this.marks = marks;
      this.draw();
    });
    this.unwatch = watch((names) => this.changed(names));
    onTheme(() => this.draw());
  }

  destroy() {
    this.unwatch();
    for (const chart of this.charts.values()) chart.chart.destroy();
    this.charts.clear();
  }

  whenData() {
    this.controls.show();
    this.fetch();
    this.draw();
  }

  changed(names) {
    if (!this.model.about) return;
    if (names && !names.some((name) => CHOICES.includes(name))) return;
    if (!names || names.some((name) => !["x", "y"].includes(name))) this.controls.show();
    this.pointing.near = null;
    if (names && names.every((name) => ["x", "y"].includes(name))) this.refetch();
    else this.fetch();
    this.draw();
  }

  /** Something was committed. */
  more() {
    return this.data.more();
  }

  fetch() {
    if (!this.model.count) {
      this.draw();
      return;
    }
    const { curve, along, by, live } = this.state;
    this.data.want(this.asked({ curve, along, by, live }));
  }

  /** Ask for the curves before anything is known of the study: what is drawn is in the address. */
  early() {
    if (state("group")) return;
    this.data.early(this.asked({ curve: state("curve") || "train_loss", along: state("along") || "step", by: [], live: false }));
  }

  asked(given) {
    const { x } = zoomed();
    return {
      ...given, log: this.state.logX, smooth: this.state.smooth, start: x ? x[0] : null, stop: x ? x[1] : null,
      pixels: Math.max(100, Math.round((this.panels.clientWidth || 900) - 80)),
    };
  }

  arrived(problem) {
    this.problem = problem;
    this.draw();
  }

  zoom(view, { moving = false } = {}) {
    if (!this.data.geometry) return;
    const fields = {};
    const wide = view.logX ? view.x1 / view.x0 > 1 + 1e-9 : view.x1 - view.x0 > 1e-9 * Math.max(1, Math.abs(view.x1));
    if (wide && (view.x0 !== this.view.x0 || view.x1 !== this.view.x1)) fields.x = `${digits(view.x0, view)},${digits(view.x1, view)}`;
    if (view.ownY && view.y1 > view.y0) fields.y = `${Number(view.y0.toPrecision(6))},${Number(view.y1.toPrecision(6))}`;
    if (!moving) {
      change(fields, { entry: true });
      return;
    }
    this.view = { ...this.view, ...view };
    for (const { chart } of this.charts.values()) chart.show(this.view, { moving: true });
    this.saveZoom(fields);
  }

  leave() {
    change({ x: "", y: "" }, { entry: true });
  }

  /** What each panel shows: its title, and which rows. */
  parts() {
    const { split } = this.state;
    if (!split) return [{ key: "", title: "", has: () => true }];
    const column = this.model.about.settings[split];
    const values = column.different.filter((value) => this.model.shown.some((row) => column.values[row] === value));
    return values.slice(0, MOST_PANELS).map((value) => ({
      key: String(value), title: `${split} = ${setting(value)}`, has: (row) => column.values[row] === value,
    }));
  }

  colorOf(row) {
    const column = this.state.color && this.model.about.settings[this.state.color];
    return readable(column ? column.colors[row] : this.model.about.categories[0]);
  }

  scene() {
    const { model } = this;
    if (!model.about) return;
    const { geometry } = this.data;
    this.showLegend();
    if (!geometry || !model.count) {
      writeNote(this.note, null, this.problem || (model.count ? "Reading the curves." : "The study holds no trials."));
      return;
    }
    const info = model.about.curves[this.state.curve];
    const { groups } = geometry;
    const rowsIn = (part) => (groups
      ? groups.flatMap((group, place) => (group.rows.some((row) => part.has(row) && model.isShown(row)) ? [place] : []))
      : model.shown.filter(part.has));
    const rows = rowsIn({ has: () => true });
    this.view = fittingView(geometry, rows, { logX: geometry.log, logY: this.state.logY, share: info.share, lower: info.lower, live: this.state.live && !zoomed().x });
    const parts = this.parts();
    this.panels.classList.toggle("several", parts.length > 1);
    for (const [key, one] of this.charts) {
      if (!parts.some((part) => part.key === key)) {
        one.chart.destroy();
        one.root.remove();
        this.charts.delete(key);
      }
    }
    for (const part of parts) this.panel(part, parts.length, rowsIn(part), info);
    const limited = this.state.split && parts.length === MOST_PANELS ? `The first ${MOST_PANELS} values of ${this.state.split} have panels.` : "";
    writeNote(this.note, { model, state: this.state, geometry, view: this.view, rows, limited, problem: this.problem });
  }

  /** Made anew only where it says something else: while a study trains, the scene changes with every commit. */
  showLegend() {
    const { model } = this;
    const picked = state("only").split("=").slice(1).join("=");
    const { color } = this.state;
    const key = JSON.stringify([color, picked, color && model.about.settings[color]?.legend, ink("ground")]);
    if (key === this.legendKey) return;
    this.legendKey = key;
    put(this.legendBox, legend(model, color, (value) => this.pickValue(value), picked));
  }

  panel(part, of, rows, info) {
    const { model } = this;
    const { geometry } = this.data;
    const one = this.charts.get(part.key) ?? this.newPanel(part, of);
    put(one.title, part.title);
    one.title.hidden = !part.title;
    one.rows = rows;
    const unit = info.unit ? ` (${info.unit})` : info.share ? " (%)" : "";
    one.chart.axes({
      logX: geometry.log, logY: this.state.logY, labelX: geometry.label, labelY: info.label + unit, key: info.share, wholeX: this.state.counts,
      valuesY: info.share ? (value) => `${Number((100 * value).toPrecision(5))}` : tick,
    });
    const { groups } = geometry;
    const color = groups ? (place) => this.colorOf(groups[place].rows[0]) : (row) => this.colorOf(row);
    const selected = groups
      ? new Set(rows.filter((place) => groups[place].rows.some((row) => model.selected.has(row))))
      : new Set(rows.filter((row) => model.selected.has(row)));
    one.colored = color;
    one.chart.show(this.view);
    one.chart.set({
      under: groups ? drawBands(geometry, rows, { color, faint: (place) => selected.size && !selected.has(place) }) : null,
      groups: lineGroups(geometry, rows, { color, selected, depth: groups ? () => 0 : (row) => model.rank[row] }),
      over: drawMarks({
        geometry, rows, color, marks: this.marksOnAxis(part), diverged: (row) => !groups && model.about.trials.status[row] === "diverged",
      }),
      above: this.above(one),
      key: [geometry.version, geometry.serial, this.state.color, part.key, model.shownVersion, [...selected]],
    });
  }

  newPanel({ key, title }, of) {
    const head = h("h3", { class: "panel-title" });
    const root = h("div", { class: "panel" }, head);
    this.panels.append(root);
    const { pointing } = this;
    const one = { root, title: head };
    one.chart = new Chart(root, {
      label: `Curves${title ? `, ${title}` : ""}. Arrow keys move, plus and minus zoom, 0 shows all, up and down go from trial to trial.`,
      height: of > 1 ? 230 : Math.max(260, Math.min(420, Math.round(innerHeight * 0.45))),
      told: {
        zoom: (view, how) => this.zoom(view, how),
        leave: () => this.leave(),
        point: (px, py) => pointing.point(key, px, py),
        out: () => pointing.out(),
        pick: (event) => pointing.pick(one, event),
        step: (by) => pointing.step(key, by),
        resized: () => this.refetch(),
      },
    });
    one.tip = new Tip(one.chart.root);
    this.charts.set(key, one);
    return one;
  }

  /** What a panel draws above all: the curve that is pointed at. */
  above(one) {
    const { geometry } = this.data;
    const { pointed, near } = this.pointing;
    if (pointed < 0 || !one.rows.includes(pointed)) return null;
    return drawPointed({ geometry, color: one.colored, pointed, near });
  }

  /** The steps that a finding speaks of, as places of the axis: {row, x}. */
  marksOnAxis(part) {
    const { factor } = this.model.about.axes[this.state.along];
    return this.marks.flatMap(({ row, step }) => (part.has(row) && Number.isFinite(factor[row]) ? [{ row, x: step * factor[row] }] : []));
  }

  /** A value of the legend: only its trials, or all again. */
  pickValue(value) {
    const picked = `${this.state.color}=${value}`;
    change({ only: state("only") === picked ? "" : picked });
  }
}

/** As many digits as the zoom needs, for the address. */
export function digits(value, view) {
  const width = view.logX ? value * Math.log(view.x1 / view.x0) : view.x1 - view.x0;
  const places = Math.max(0, Math.min(12, 3 - Math.floor(Math.log10(Math.abs(width) || 1))));
  return Number(value.toFixed(places));
}
