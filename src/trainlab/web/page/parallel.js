// Parallel coordinates: an axis for each setting and result, a line a trial, brushes that filter all other parts.
import { change, state, watch } from "./address.js";
import { ink, onTheme, readable } from "./colors.js";
import { choice, framed, h, put, s } from "./dom.js";
import { counted, short } from "./format.js";
import { columnAxis } from "./settings_axis.js";

const HEIGHT = 300, TOP = 34, BOTTOM = 18;
const TOPS = ["", "50", "20", "10", "5", "1"];

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
    this.box.addEventListener("click", () => model.pointed >= 0 && !this.brushed && model.select([model.pointed]));
  }

  destroy() {
    this.unwatch();
    this.observer.disconnect();
  }

  get value() {
    const { results, by } = this.model.about;
    if (state("sv") in results) return state("sv");
    return `best_${by}` in results ? `best_${by}` : Object.keys(results)[0];
  }

  get names() {
    const { settings, results } = this.model.about;
    const wanted = state("axes").split(",").filter((name) => name in settings || name in results);
    if (wanted.length) return wanted;
    return [...this.model.varied.filter((name) => name !== "seed"), this.value].filter(Boolean);
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

  brush(name, ends) {
    const brushes = this.brushes;
    if (ends) brushes.set(name, ends);
    else brushes.delete(name);
    change({ brush: [...brushes].map(([one, [low, high]]) => `${one}:${Number(low.toPrecision(5))}~${Number(high.toPrecision(5))}`).join(";") });
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
    if (top > 0 && this.value) {
      const { values, lower } = model.about.results[this.value];
      const known = [...Array(model.count).keys()].filter((row) => Number.isFinite(values[row])).sort((a, b) => (lower ? values[a] - values[b] : values[b] - values[a]) || model.rank[a] - model.rank[b]);
      const best = new Set(known.slice(0, Math.max(1, Math.round((known.length * top) / 100))));
      rows = rows.filter((row) => best.has(row));
    }
    model.filter("brushes", new Set(rows));
  }

  show() {
    const { model } = this;
    if (!model.about || !this.root.isConnected) return;
    if (!model.varied.length || !this.value) {
      put(this.note, "There is no setting that varies, and so nothing to compare.");
      this.box.hidden = true;
      return;
    }
    this.box.hidden = false;
    const { names } = this;
    const all = [...new Set([...model.columns, ...Object.keys(model.about.results)])];
    const open = this.tools.querySelector("details")?.open;
    put(this.tools,
      choice("the best", TOPS.map((top) => [top, top ? `${top}% of trials` : "all trials"]), TOPS.includes(state("top")) ? state("top") : "", (top) => change({ top })),
      h("span", { class: "quiet" }, `by ${model.about.results[this.value].label}`),
      h("span", { class: "spring" }),
      h("details", { class: "menu right", open }, h("summary", {}, h("span", { class: "menu-value" }, "axes")), h("div", { class: "menu-body" }, all.map((name) => h("label", { class: "check" }, h("input", {
        type: "checkbox", checked: names.includes(name), change: (event) => change({ axes: (event.target.checked ? [...names, name] : names.filter((one) => one !== name)).join(",") }),
      }), model.about.results[name]?.label ?? name)))),
      h("button", { type: "button", class: "plain", click: () => change({ brush: "", top: "" }) }, "no brushes"));
    const width = Math.max(this.root.clientWidth - 2, names.length * 120);
    this.box.style.width = `${width}px`;
    const ratio = devicePixelRatio;
    this.canvas.width = width * ratio;
    this.canvas.height = HEIGHT * ratio;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${HEIGHT}px`;
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", HEIGHT);
    const margin = Math.min(95, width / names.length / 2);
    this.axes = names.map((name, k) => ({ name, x: names.length > 1 ? margin + (k * (width - 2 * margin)) / (names.length - 1) : width / 2, ...columnAxis(model, name) }));
    put(this.svg, this.axes.map((axis) => this.axis(axis)));
    this.lines();
  }

  pixel(axis, value) {
    const share = axis.log ? Math.log(value / axis.low) / Math.log(axis.high / axis.low) : (value - axis.low) / (axis.high - axis.low);
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  }

  valueAt(axis, y) {
    const share = Math.max(0, Math.min(1, (HEIGHT - BOTTOM - y) / (HEIGHT - TOP - BOTTOM)));
    return axis.log ? axis.low * (axis.high / axis.low) ** share : axis.low + share * (axis.high - axis.low);
  }

  axis(axis) {
    const { x } = axis;
    const splits = axis.splits ? axis.splits() : axis.log ? decades(axis.low, axis.high) : even(axis.low, axis.high);
    const brush = this.brushes.get(axis.name);
    const label = this.model.about.results[axis.name]?.label ?? axis.name;
    const group = s("g", { transform: `translate(${x} 0)` },
      s("text", { y: 16, "text-anchor": "middle", class: "axis-name" }, label.length > 24 ? `${label.slice(0, 23)}…` : label, s("title", {}, label)),
      s("line", { y1: TOP, y2: HEIGHT - BOTTOM, class: "axis-line" }),
      splits.map((value) => s("text", { x: 7, y: this.pixel(axis, value) + 4, class: "axis-tick" }, axis.text(value))),
      s("rect", { x: -14, y: TOP, width: 28, height: HEIGHT - TOP - BOTTOM, class: "axis-hit", mousedown: (event) => this.start(event, axis) }, s("title", {}, "drag to brush, click to take the brush away")));
    if (brush) {
      const [low, high] = brush;
      const top = Math.max(TOP, this.pixel(axis, Math.min(high, axis.high))), bottom = Math.min(HEIGHT - BOTTOM, this.pixel(axis, Math.max(low, axis.log ? Math.max(axis.low, 1e-300) : axis.low)));
      group.append(s("rect", { x: -7, y: top, width: 14, height: Math.max(2, bottom - top), class: "brush" }));
    }
    for (const end of [1, 0]) group.append(this.handle(axis, brush, end, label));
    return group;
  }

  /** An end of a brush, to be moved by keys. */
  handle(axis, brush, end, label) {
    const [low, high] = brush ?? [axis.low, axis.high];
    const value = end ? high : low;
    const move = (share) => {
      const y = this.pixel(axis, Math.max(axis.log ? 1e-300 : -Infinity, Math.min(Math.max(value, axis.low), axis.high))) - share * (HEIGHT - TOP - BOTTOM);
      const next = this.valueAt(axis, y);
      this.focus = `${axis.name} ${end}`;
      this.brush(axis.name, end ? [low, Math.max(low, next)] : [Math.min(high, next), high]);
      requestAnimationFrame(() => requestAnimationFrame(() => this.svg.querySelector(`[data-handle="${CSS.escape(this.focus)}"]`)?.focus()));
    };
    return s("circle", {
      cx: 0, cy: Math.max(TOP, Math.min(HEIGHT - BOTTOM, this.pixel(axis, Math.min(Math.max(value, axis.low), axis.high)))), r: 5, class: "handle", tabindex: 0, role: "slider", "data-handle": `${axis.name} ${end}`,
      "aria-label": `${label}, ${end ? "highest" : "lowest"}`, "aria-valuemin": axis.low, "aria-valuemax": axis.high, "aria-valuenow": value, "aria-valuetext": axis.words ? axis.text(Math.round(value)) : short(value),
      keydown: (event) => {
        const step = { ArrowUp: 0.02, ArrowDown: -0.02, PageUp: 0.1, PageDown: -0.1 }[event.key];
        if (step) {
          event.preventDefault();
          move(step);
        } else if (event.key === "Delete" || event.key === "Escape") this.brush(axis.name, null);
      },
    });
  }

  start(event, axis) {
    event.preventDefault();
    const home = this.svg.getBoundingClientRect();
    const from = event.clientY - home.top;
    let to = from;
    this.brushed = true;
    const mark = s("rect", { x: axis.x - 7, width: 14, class: "brush" });
    this.svg.append(mark);
    const move = (next) => {
      to = next.clientY - home.top;
      mark.setAttribute("y", Math.min(from, to));
      mark.setAttribute("height", Math.abs(to - from));
    };
    const up = () => {
      removeEventListener("mousemove", move);
      removeEventListener("mouseup", up);
      mark.remove();
      const [low, high] = [this.valueAt(axis, Math.max(from, to)), this.valueAt(axis, Math.min(from, to))];
      this.brush(axis.name, Math.abs(to - from) < 4 ? null : [low, high]);
      setTimeout(() => (this.brushed = false), 50);
    };
    addEventListener("mousemove", move);
    addEventListener("mouseup", up);
  }

  lines() {
    if (!this.axes || this.box.hidden || !this.root.isConnected) return;
    const { model } = this;
    const context = this.canvas.getContext("2d");
    const ratio = devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const name = state("color") === "none" ? "" : state("color") in model.about.settings ? state("color") : model.about.color;
    const colors = name ? model.about.settings[name].colors : null;
    this.paths = [];
    const shownCount = model.shown.length;
    const line = (row) => {
      context.beginPath();
      let pen = false;
      const path = [];
      for (const axis of this.axes) {
        const value = axis.place(row);
        if (value === null) {
          pen = false;
          continue;
        }
        const y = this.pixel(axis, value);
        path.push([axis.x, y]);
        if (pen) context.lineTo(axis.x, y);
        else context.moveTo(axis.x, y);
        pen = true;
      }
      context.stroke();
      return path;
    };
    context.strokeStyle = ink("grid");
    context.globalAlpha = 0.5;
    context.lineWidth = 1;
    for (let row = 0; row < model.count && model.count <= 4000; row++) if (!model.isShown(row)) line(row);
    for (const row of model.shown) {
      context.strokeStyle = readable(colors ? colors[row] : model.about.categories[0]);
      context.globalAlpha = model.selected.size && !model.selected.has(row) ? 0.1 : shownCount > 300 ? 0.35 : 0.7;
      context.lineWidth = model.selected.has(row) ? 2.2 : 1.1;
      this.paths.push([row, line(row)]);
    }
    if (model.pointed >= 0 && model.isShown(model.pointed)) {
      context.globalAlpha = 1;
      context.lineWidth = 3;
      context.strokeStyle = ink("text");
      line(model.pointed);
    }
    put(this.note, `${counted(shownCount, "trial")} ${shownCount === 1 ? "passes" : "pass"}. Drag along an axis to brush it; a click on an axis takes its brush away.`);
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
}

function decades(low, high) {
  const found = [];
  for (let e = Math.ceil(Math.log10(low) - 1e-9); e <= Math.log10(high) + 1e-9; e++) found.push(10 ** e);
  return found.length > 1 ? found : [low, high].map((value) => Number(value.toPrecision(3)));
}

function even(low, high) {
  const step = 10 ** Math.floor(Math.log10((high - low) / 2));
  const size = [1, 2, 5, 10].map((factor) => factor * step).find((one) => (high - low) / one <= 5.5);
  const found = [];
  for (let k = Math.ceil(low / size); k * size <= high + 1e-12; k++) found.push(Number((k * size).toPrecision(12)));
  return found;
}
