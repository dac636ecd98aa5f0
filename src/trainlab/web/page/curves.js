// The part of the page that draws curves: its choices, its panels, and how they follow the address and the other parts.
import { change, state, watch } from "./address.js";
import { Chart } from "./chart.js";
import { CurveData } from "./curve_data.js";
import { drawBands, drawMarks, drawPointed, lineGroups } from "./curve_scene.js";
import { fittingView, zoomed } from "./curve_view.js";
import { ink, onTheme, readable } from "./colors.js";
import { choice, framed, h, put, quietly, say } from "./dom.js";
import { counted, percent, setting, short, tick } from "./format.js";
import { legend } from "./legend.js";
import { downloads } from "./downloads.js";
import { aboutTrial, Tip } from "./tip.js";

const MOST_PANELS = 24;
const SMOOTHINGS = ["1", "5", "20", "50", "100", "500"];

export class Curves {
  constructor(model) {
    this.model = model;
    this.data = new CurveData(model, (problem) => this.arrived(problem));
    this.controls = h("div", { class: "controls" });
    this.legendBox = h("div");
    this.panels = h("div", { class: "panels" });
    this.note = h("p", { class: "note", role: "status" });
    this.charts = new Map();
    this.marks = { rows: new Set(), steps: [] };
    this.root = h("section", { class: "part curves", "aria-label": "Curves" },
      this.controls, this.legendBox, this.panels, this.note);
    this.draw = framed(() => this.scene());
    this.refetch = quietly(110, () => this.fetch());
    this.saveZoom = quietly(200, (fields) => change(fields));
    model.on("data", () => this.whenData());
    for (const name of ["shown", "selected", "findings"]) model.on(name, () => this.draw());
    model.on("pointed", () => this.overlay());
    model.on("marks", (marks) => {
      this.marks = marks ?? { rows: new Set(), steps: [] };
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

  // What is chosen ---------------------------------------------------------------------------------------------

  get curve() {
    const names = Object.keys(this.model.about.curves);
    return names.includes(state("curve")) ? state("curve") : names[0];
  }

  get along() {
    return state("along") in this.model.about.axes ? state("along") : "step";
  }

  get color() {
    const wanted = state("color");
    if (wanted === "none") return "";
    return wanted in this.model.about.settings ? wanted : this.model.about.color;
  }

  get group() {
    return state("group").split(",").filter((name) => name in this.model.about.settings);
  }

  get split() {
    return state("panels") in this.model.about.settings ? state("panels") : "";
  }

  get smooth() {
    const points = Number(state("smooth"));
    return Number.isInteger(points) && points > 1 && points <= 100000 ? points : 1;
  }

  get logX() {
    return state("logx") === "1";
  }

  get logY() {
    return state("logy") === "1";
  }

  get live() {
    return this.model.about.studies.some((study) => ["training", "compiling"].includes(study.state.word));
  }

  get by() {
    const by = this.group;
    return by.length && this.split && !by.includes(this.split) ? [...by, this.split] : by;
  }

  // What happens -----------------------------------------------------------------------------------------------

  whenData() {
    this.showControls();
    this.fetch();
    this.draw();
  }

  changed(names) {
    if (!this.model.about) return;
    const own = ["curve", "along", "color", "group", "panels", "smooth", "logx", "logy", "x", "y"];
    if (names && !names.some((name) => own.includes(name))) return;
    if (!names || names.some((name) => !["x", "y"].includes(name))) this.showControls();
    this.near = null;
    if (names && names.every((name) => ["x", "y"].includes(name))) this.refetch();
    else this.fetch();
    this.draw();
  }

  /** Something was committed. */
  more() {
    this.data.more();
  }

  fetch() {
    if (!this.model.count) {
      this.draw();
      return;
    }
    this.data.want(this.asked({ curve: this.curve, along: this.along, by: this.by, live: this.live }));
  }

  /** Ask for the curves before anything is known of the study: what is drawn is in the address. */
  early() {
    if (state("group")) return;
    this.data.early(this.asked({ curve: state("curve") || "train_loss", along: state("along") || "step", by: [], live: false }));
  }

  asked(given) {
    const { x } = zoomed();
    return {
      ...given, log: this.logX, smooth: this.smooth, start: x ? x[0] : null, stop: x ? x[1] : null,
      pixels: Math.max(100, Math.round((this.panels.clientWidth || 900) - 80)),
    };
  }

  arrived(problem) {
    this.problem = problem;
    this.draw();
  }

  zoom(view, { moving = false } = {}) {
    const { geometry } = this.data;
    if (!geometry) return;
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

  // Choices ----------------------------------------------------------------------------------------------------

  showControls() {
    const { about } = this.model;
    const settings = [...this.model.varied, ...this.model.columns.filter((name) => !about.settings[name].varied)];
    const named = (list) => list.map((name) => [name, name]);
    const curves = Object.entries(about.curves).map(([name, one]) => [name, one.label]);
    const toggle = (label, name, key, on) => h("button", {
      type: "button", class: "toggle", "aria-pressed": String(on), "aria-keyshortcuts": key, title: `${label} (key ${key})`,
      click: () => change({ [name]: !on, [name === "logx" ? "x" : "y"]: "" }),
    }, label);
    const box = document.activeElement;
    const focused = this.controls.contains(box) ? box.getAttribute("data-name") : null;
    put(this.controls,
      choice("curve", curves, this.curve, (curve) => change({ curve, y: "" }), { "data-name": "curve" }),
      choice("along", Object.keys(about.axes).map((name) => [name, name]), this.along, (along) => change({ along, x: "" }), { "data-name": "along" }),
      toggle("log x", "logx", "x", this.logX),
      toggle("log y", "logy", "y", this.logY),
      choice("colour", [["none", "one colour"], ...named(settings)], this.color || "none", (color) => change({ color }), { "data-name": "color" }),
      this.groupChoice(settings),
      choice("side by side", [["", "one panel"], ...named(settings)], this.split, (panels) => change({ panels }), { "data-name": "panels" }),
      this.model.source.live && choice("smooth", SMOOTHINGS.map((points) => [points, points === "1" ? "no" : `${points} points`]), String(this.smooth),
        (smooth) => change({ smooth: smooth === "1" ? "" : smooth }), { "data-name": "smooth" }),
      h("span", { class: "spring" }),
      h("button", { type: "button", class: "plain", click: () => this.leave(), title: "Show all of the curves (double click, or key 0)" }, "whole"),
      downloads(this.model, this));
    if (focused) this.controls.querySelector(`[data-name="${focused}"]`)?.focus();
  }

  groupChoice(settings) {
    const chosen = new Set(this.group);
    const text = chosen.size ? [...chosen].join(", ") : "every trial";
    const box = (name) => h("label", { class: "check" }, h("input", {
      type: "checkbox", checked: chosen.has(name), change: (event) => {
        if (event.target.checked) chosen.add(name);
        else chosen.delete(name);
        this.groupOpen = true;
        change({ group: [...chosen].join(",") });
      },
    }), name);
    const made = h("details", { class: "menu", open: this.groupOpen, toggle: (event) => (this.groupOpen = event.target.open) },
      h("summary", { "data-name": "group" }, h("span", { class: "field-name" }, "group by"), h("span", { class: "menu-value" }, text)),
      h("div", { class: "menu-body" }, h("p", { class: "quiet" }, "A median and a band for each value, over all trials of it."), settings.filter((name) => name !== "seed").map(box)));
    return h("div", { class: "field" }, made);
  }

  // Pictures ---------------------------------------------------------------------------------------------------

  /** What each panel shows: its title, and which rows. */
  parts() {
    const { settings } = this.model.about;
    if (!this.split) return [{ key: "", title: "", has: () => true }];
    const column = settings[this.split];
    const values = column.different.filter((value) => this.model.shown.some((row) => same(column.values[row], value)));
    return values.slice(0, MOST_PANELS).map((value) => ({
      key: String(value), title: `${this.split} = ${setting(value)}`, has: (row) => same(column.values[row], value),
    }));
  }

  colorOf(row) {
    const column = this.color && this.model.about.settings[this.color];
    return readable(column ? column.colors[row] : this.model.about.categories[0]);
  }

  scene() {
    const { model } = this;
    if (!model.about) return;
    const { geometry } = this.data;
    put(this.legendBox, legend(model, this.color, (value) => this.pickValue(value), state("only").split("=").slice(1).join("=")));
    const info = model.about.curves[this.curve];
    const sentence = this.problem || (model.count ? "" : "The study holds no trials.");
    if (!geometry || !model.count) {
      put(this.note, sentence || "Reading the curves.");
      return;
    }
    const groups = geometry.groups;
    const rowsIn = (part) => (groups
      ? groups.flatMap((group, place) => (group.rows.some((row) => part.has(row) && model.isShown(row)) ? [place] : []))
      : model.shown.filter(part.has));
    const all = rowsIn({ has: () => true });
    this.view = fittingView(geometry, all, { logX: geometry.log, logY: this.logY, share: info.share, lower: info.lower, live: this.live && !zoomed().x });
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
    this.painted = { geometry, parts: parts.map((part) => ({ ...part, rows: rowsIn(part) })) };
    this.say(geometry, all, parts);
  }

  panel(part, of, rows, info) {
    const { model } = this;
    const { geometry } = this.data;
    let one = this.charts.get(part.key);
    if (!one) {
      const title = h("h3", { class: "panel-title" });
      const root = h("div", { class: "panel" }, title);
      this.panels.append(root);
      const height = of > 1 ? 230 : Math.max(260, Math.min(420, Math.round(innerHeight * 0.45)));
      const chart = new Chart(root, {
        label: `Curves${part.title ? `, ${part.title}` : ""}. Arrow keys move, plus and minus zoom, 0 shows all, up and down go from trial to trial.`, height,
        told: {
          zoom: (view, how) => this.zoom(view, how),
          leave: () => this.leave(),
          point: (px, py) => this.point(part.key, px, py),
          out: () => this.out(),
          pick: (event) => this.pick(one, event),
          step: (by) => this.step(part.key, by),
          resized: () => this.refetch(),
        },
      });
      one = { chart, root, title, tip: new Tip(chart.root) };
      this.charts.set(part.key, one);
    }
    put(one.title, part.title);
    one.title.hidden = !part.title;
    one.rows = rows;
    const unit = info.unit ? ` (${info.unit})` : info.share ? " (%)" : "";
    one.chart.axes({
      logX: geometry.log, logY: this.logY, labelX: geometry.label, labelY: info.label + unit, key: info.share,
      valuesY: info.share ? (value) => `${Number((100 * value).toPrecision(5))}` : tick,
    });
    const groups = geometry.groups;
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
        geometry, rows, color, marks: this.marksOnAxis(), diverged: (row) => !groups && model.about.trials.status[row] === "diverged",
      }),
      above: this.above(one),
      key: [geometry.version, geometry.serial, this.color, part.key, model.shownVersion, [...selected]],
    });
  }

  above(one) {
    const { geometry } = this.data;
    const pointed = geometry.groups ? this.pointedGroup ?? -1 : this.model.pointed;
    if (pointed < 0 || !one.rows.includes(pointed)) return null;
    return drawPointed({ geometry, color: one.colored, pointed, near: this.near });
  }

  marksOnAxis() {
    const { rows, steps } = this.marks;
    const axis = this.model.about.axes[this.along];
    const row = [...rows][0] ?? this.model.shown[0] ?? 0;
    const factor = axis.factor[row];
    return factor === null || factor === undefined ? [] : steps.map((step) => step * factor);
  }

  say(geometry, rows, parts) {
    const { model } = this;
    const words = [];
    if (this.problem) words.push(this.problem);
    if (geometry.unknown) words.push(geometry.unknown);
    const what = geometry.groups ? counted(rows.length, "group") : counted(rows.length, "trial");
    const hidden = model.count - model.shown.length;
    words.push(`${what}${hidden ? ` (${hidden.toLocaleString("en-US")} of ${model.count.toLocaleString("en-US")} trials are filtered out)` : ""}.`);
    if (!model.shown.length) words.push("No trial passes the filters.");
    if (geometry.groups?.length) words.push(`Lines are medians; bands: ${[...new Set(geometry.groups.map((group) => group.band))].join(", or ")} of each group.`);
    if (this.view.above) words.push(`${counted(this.view.above, geometry.groups ? "group" : "curve")} ${this.view.above === 1 ? "leaves" : "leave"} the picture at the top: 'log y' or a drag shows ${this.view.above === 1 ? "it" : "them"}.`);
    if (this.split && parts.length === MOST_PANELS) words.push(`The first ${MOST_PANELS} values of ${this.split} have panels.`);
    const lonely = geometry.rows.length && !geometry.groups && Math.max(...geometry.counts) <= 1;
    if (lonely && this.live) words.push("There is one point so far.");
    if (!geometry.vertices.length) words.push(this.live ? "No step is committed yet." : `No trial has a finite ${model.about.curves[this.curve].label}.`);
    if (geometry.form === "buckets" && !geometry.groups) words.push("Each column of pixels shows the smallest and the largest value in it; zooming in fetches more.");
    put(this.note, words.join(" "));
  }

  // Pointing ---------------------------------------------------------------------------------------------------

  point(key, px, py) {
    const one = this.charts.get(key);
    const { geometry } = this.data;
    if (!one || !geometry) return;
    const view = one.chart.seen();
    const near = geometry.nearest(view, px, py, one.rows);
    this.near = near;
    this.tipAt = { key, px, py };
    if (geometry.groups) {
      this.pointedGroup = near ? near.row : -1;
      this.overlay();
    } else if (near && near.row === this.model.pointed) this.overlay();
    else this.model.point(near ? near.row : -1);
  }

  out() {
    this.near = null;
    this.pointedGroup = -1;
    this.tipAt = null;
    this.model.point(-1);
    this.overlay();
  }

  overlay() {
    const { geometry } = this.data;
    if (!geometry) return;
    for (const [key, one] of this.charts) {
      if (!one.rows) continue;
      one.chart.overlay(this.above(one));
      const near = this.near && this.tipAt?.key === key ? this.near : null;
      if (!near) one.tip.show(null);
      else one.tip.show(this.lines(near), this.tipAt.px + offset(one.chart).left, this.tipAt.py + offset(one.chart).top, one.colored(near.row));
    }
  }

  lines(near) {
    const { geometry } = this.data;
    const info = this.model.about.curves[this.curve];
    const text = (value) => (info.share ? percent(value, 2) : short(value));
    const value = near.low === near.high ? text(near.low) : `${text(near.low)} to ${text(near.high)}`;
    const at = `${info.label} ${value} at ${this.along} ${short(this.along === "step" ? Math.round(near.x) : near.x)}`;
    if (!geometry.groups) return aboutTrial(this.model, near.row, [at]);
    const group = geometry.groups[near.row];
    const named = Object.entries(group.values).map(([name, one]) => `${name}=${setting(one)}`).join(", ");
    return [named, `${counted(group.rows.length, "trial")}; band: ${group.band}`, `median ${at}`];
  }

  /** Go to the next trial by keys, in the order of the table. */
  step(key, by) {
    const one = this.charts.get(key);
    const { geometry } = this.data;
    if (!one?.rows?.length) return;
    const rows = geometry.groups ? one.rows : [...one.rows].sort((a, b) => this.model.rank[a] - this.model.rank[b]);
    const now = rows.indexOf(geometry.groups ? this.pointedGroup ?? -1 : this.model.pointed);
    const row = rows[(now + by + rows.length + (now < 0 && by < 0 ? 1 : 0)) % rows.length];
    const place = geometry.place.get(row);
    if (!geometry.counts[place]) return;
    const last = geometry.search(geometry.firsts[place], geometry.firsts[place] + geometry.counts[place], geometry.toX(this.view.x1)) - 1;
    const vertex = Math.max(geometry.firsts[place], last);
    this.near = { row, place, vertex, ...geometry.valueAt(place, vertex) };
    const seen = one.chart.seen();
    this.tipAt = { key, px: seen.pixelX(this.near.x), py: seen.pixelY(this.near.high) };
    if (geometry.groups) this.pointedGroup = row;
    say(this.lines(this.near).join(". "));
    if (geometry.groups || this.model.pointed === row) this.overlay();
    else this.model.point(row);
  }

  pick(one, event) {
    if (one.chart.justDragged) return;
    const { geometry } = this.data;
    const row = geometry.groups ? this.pointedGroup ?? -1 : this.model.pointed;
    if (row < 0) {
      if (event.type === "click" && this.model.selected.size) this.model.select([]);
      return;
    }
    if (geometry.groups) {
      this.model.select(geometry.groups[row].rows);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey) this.model.toggle(row);
    else this.model.select(this.model.selected.size === 1 && this.model.selected.has(row) ? [] : [row]);
  }

  /** A value of the legend: only its trials, or all again. */
  pickValue(value) {
    const picked = `${this.color}=${value}`;
    change({ only: state("only") === picked ? "" : picked });
  }
}

const same = (one, other) => one === other || (one === null && other === null);

function offset(chart) {
  const over = chart.plot.over.getBoundingClientRect();
  const root = chart.root.getBoundingClientRect();
  return { left: over.left - root.left, top: over.top - root.top };
}

/** As many digits as the zoom needs, for the address. */
function digits(value, view) {
  const width = view.logX ? value * Math.log(view.x1 / view.x0) : view.x1 - view.x0;
  const places = Math.max(0, Math.min(12, 3 - Math.floor(Math.log10(Math.abs(width) || 1))));
  return Number(value.toFixed(places));
}
