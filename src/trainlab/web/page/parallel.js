// Parallel coordinates: an axis for each setting and result, a line a trial, brushes that filter all other parts.
import { change, state, watch } from "./address.js";
import { ink, onTheme, readable } from "./colors.js";
import { colored } from "./curve_state.js";
import { choice, framed, h, put, s } from "./dom.js";
import { saveMenu, studyNames } from "./downloads.js";
import { counted } from "./format.js";
import { legendData } from "./legend.js";
import { HEIGHT, ParallelAxis } from "./parallel_axis.js";
import { parallelPicture } from "./parallel_picture.js";
import { columnAxis } from "./settings_axis.js";

const SPACE = 132; // pixels between two axes, at least
const TOPS = ["", "50", "20", "10", "5", "1"];
const MOST_FAINT = 4000; // trials: of more, those that are filtered out are not drawn

export class Parallel {
  constructor(model) {
    this.model = model;
    this.tools = h("div", { class: "controls" });
    this.canvas = h("canvas", { class: "parallel-lines", "aria-hidden": "true" });
    this.svg = s("svg", { class: "parallel-axes", role: "group", "aria-label": "Axes with brushes" });
    this.box = h("div", { class: "parallel" }, this.canvas, this.svg);
    this.note = h("p", { class: "note" });
    this.root = h("section", { "aria-label": "Parallel coordinates" }, this.tools, h("div", { class: "scroll" }, this.box), this.note);
    this.draw = framed(() => this.show());
    model.on("data", () => {
      this.apply();
      this.draw();
    });
    for (const name of ["shown", "selected", "pointed"]) model.on(name, () => this.paint());
    this.unwatch = watch((names) => {
      if (names && !names.some((name) => ["brush", "top", "axes", "color", "sv"].includes(name))) return;
      this.apply();
      this.draw();
    });
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.root);
    this.paint = framed(() => this.lines());
    onTheme(() => this.draw());
    this.box.addEventListener("mousemove", (event) => this.hover(event));
    this.box.addEventListener("mouseleave", () => model.point(-1));
    this.box.addEventListener("click", (event) => this.pick(event));
  }

  destroy() {
    this.unwatch();
    this.observer.disconnect();
  }

  get names() {
    const { settings, results } = this.model.about;
    const wanted = state("axes").split(",").filter((name) => name in settings || name in results);
    if (wanted.length) return wanted;
    return [...this.model.varied.filter((name) => name !== "seed"), this.model.value].filter(Boolean);
  }

  get brushes() {
    const found = new Map();
    for (const part of state("brush").split(";").filter(Boolean)) {
      const [name, ends = ""] = part.split(":");
      const [low, high] = ends.split("~").map(Number);
      if (Number.isFinite(low) && Number.isFinite(high)) found.set(name, [low, high]);
    }
    return found;
  }

  brush(name, ends, focus = "") {
    const brushes = this.brushes;
    if (ends) brushes.set(name, ends);
    else brushes.delete(name);
    change({ brush: [...brushes].map(([one, [low, high]]) => `${one}:${Number(low.toPrecision(5))}~${Number(high.toPrecision(5))}`).join(";") });
    // The axes are drawn anew: a handle that was moved by keys keeps the focus.
    if (focus) requestAnimationFrame(() => requestAnimationFrame(() => this.svg.querySelector(`[data-handle="${CSS.escape(focus)}"]`)?.focus()));
  }

  /** Let the trials pass that lie in every brush, and are among the best. */
  apply() {
    const { model } = this;
    if (!model.about) return;
    const brushes = [...this.brushes].filter(([name]) => name in model.about.settings || name in model.about.results);
    const top = Number(state("top"));
    if (!brushes.length && !(top > 0)) {
      model.filter("brushes", null);
      return;
    }
    const axes = brushes.map(([name, ends]) => [columnAxis(model, name), ends]);
    let rows = [...Array(model.count).keys()].filter((row) => axes.every(([axis, [low, high]]) => {
      const at = axis.place(row);
      return at !== null && at >= low && at <= high;
    }));
    if (top > 0 && model.value) {
      const { values, lower } = model.about.results[model.value];
      const known = [...Array(model.count).keys()].filter((row) => Number.isFinite(values[row])).sort((a, b) => (lower ? values[a] - values[b] : values[b] - values[a]) || model.rank[a] - model.rank[b]);
      const best = new Set(known.slice(0, Math.max(1, Math.round((known.length * top) / 100))));
      rows = rows.filter((row) => best.has(row));
    }
    model.filter("brushes", new Set(rows));
  }

  show() {
    const { model } = this;
    if (!model.about || !this.root.isConnected) return;
    if (!model.varied.length || !model.value) {
      put(this.note, "There is no setting that varies, and so nothing to compare.");
      this.box.hidden = true;
      return;
    }
    this.box.hidden = false;
    const { names } = this;
    this.showTools(names);
    const width = Math.max(this.root.clientWidth - 2, names.length * SPACE);
    const ratio = devicePixelRatio;
    this.box.style.width = `${width}px`;
    this.canvas.width = width * ratio;
    this.canvas.height = HEIGHT * ratio;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${HEIGHT}px`;
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", HEIGHT);
    const margin = Math.min(105, width / names.length / 2);
    const space = names.length > 1 ? (width - 2 * margin) / (names.length - 1) : width;
    const { brushes } = this;
    this.axes = names.map((name, k) => new ParallelAxis(model, name, {
      x: names.length > 1 ? margin + k * space : width / 2, room: Math.min(space, 2 * margin) - 8, brush: brushes.get(name),
      brushed: (one, ends, focus) => this.brush(one, ends, focus), busy: (busy) => (this.brushing = busy),
    }));
    put(this.svg, this.axes.map((axis) => axis.element()));
    this.lines();
  }

  showTools(names) {
    const { model } = this;
    const all = [...new Set([...model.columns, ...Object.keys(model.about.results)])];
    const open = this.tools.querySelector("details")?.open;
    put(this.tools,
      choice("the best", TOPS.map((top) => [top, top ? `${top}% of trials` : "all trials"]), TOPS.includes(state("top")) ? state("top") : "", (top) => change({ top })),
      choice("by", Object.entries(model.about.results).map(([name, column]) => [name, column.label]), model.value, (sv) => change({ sv })),
      h("span", { class: "spring" }),
      h("details", { class: "menu right", open }, h("summary", {}, h("span", { class: "menu-value" }, "axes")), h("div", { class: "menu-body" }, all.map((name) => h("label", { class: "check" }, h("input", {
        type: "checkbox", checked: names.includes(name), change: (event) => change({ axes: (event.target.checked ? [...names, name] : names.filter((one) => one !== name)).join(",") }),
      }), model.about.results[name]?.label ?? name)))),
      h("button", { type: "button", class: "plain", click: () => change({ brush: "", top: "" }) }, "no brushes"),
      saveMenu(() => this.picture()));
  }

  picture() {
    const { model, axes } = this;
    return parallelPicture({
      name: "parallel", title: `${studyNames(model)}: ${counted(model.shown.length, "trial")}`, legend: legendData(model, colored(model)),
      width: this.canvas.clientWidth, axes, draw: (context) => this.drawLines(context),
    });
  }

  lines() {
    if (!this.axes || this.box.hidden || !this.root.isConnected) return;
    const { model } = this;
    const context = this.canvas.getContext("2d");
    const ratio = devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.paths = this.drawLines(context);
    if (model.pointed >= 0 && model.isShown(model.pointed)) {
      context.globalAlpha = 1;
      context.lineWidth = 3;
      context.strokeStyle = ink("text");
      this.line(context, model.pointed);
    }
    const count = model.shown.length;
    put(this.note, `${counted(count, "trial")} ${count === 1 ? "passes" : "pass"}. Drag along an axis to brush it; a click on an axis takes its brush away.`);
  }

  /** Draw every trial; returns the places that each line goes through: [row, [[x, y], ...]]. */
  drawLines(context) {
    const { model } = this;
    const name = colored(model);
    const colors = name ? model.about.settings[name].colors : null;
    const count = model.shown.length;
    context.strokeStyle = ink("grid");
    context.globalAlpha = 0.5;
    context.lineWidth = 1;
    for (let row = 0; row < model.count && model.count <= MOST_FAINT; row++) if (!model.isShown(row)) this.line(context, row);
    const paths = [];
    for (const row of model.shown) {
      context.strokeStyle = readable(colors ? colors[row] : model.about.categories[0]);
      context.globalAlpha = model.selected.size && !model.selected.has(row) ? 0.1 : count > 300 ? 0.35 : 0.7;
      context.lineWidth = model.selected.has(row) ? 2.2 : 1.1;
      paths.push([row, this.line(context, row)]);
    }
    context.globalAlpha = 1;
    return paths;
  }

  line(context, row) {
    context.beginPath();
    let pen = false;
    const path = [];
    for (const axis of this.axes) {
      const value = axis.place(row);
      if (value === null) {
        pen = false;
        continue;
      }
      const y = axis.pixel(value);
      path.push([axis.x, y]);
      if (pen) context.lineTo(axis.x, y);
      else context.moveTo(axis.x, y);
      pen = true;
    }
    context.stroke();
    return path;
  }

  hover(event) {
    const home = this.svg.getBoundingClientRect();
    const [px, py] = [event.clientX - home.left, event.clientY - home.top];
    let best = -1, least = 12;
    for (const [row, path] of this.paths ?? []) {
      for (let k = 1; k < path.length; k++) {
        const [ax, ay] = path[k - 1], [bx, by] = path[k];
        if (px < ax - 5 || px > bx + 5) continue;
        const y = ay + ((by - ay) * (px - ax)) / (bx - ax);
        if (Math.abs(y - py) < least) [best, least] = [row, Math.abs(y - py)];
      }
    }
    this.model.point(best);
  }

  pick(event) {
    const { model } = this;
    if (model.pointed < 0 || this.brushing) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) model.toggle(model.pointed);
    else model.select([model.pointed]);
  }
}
