// One panel: uPlot's axes and cursor, lines drawn below, what is pointed at drawn above. Zoom, pan, wheel, touch and keys.
import uPlot from "./uPlot.js";
import { drawLines } from "./lines_2d.js";
import { drawColumns } from "./lines_columns.js";
import { glLayer } from "./lines_gl.js";
import { ink } from "./colors.js";
import { framed, h, quietly } from "./dom.js";
import { tick } from "./format.js";

const MANY = 30000; // vertices that are drawn by the graphics card, or as columns of pixels where there is none
// How far the numbers of an axis lie apart. uPlot's own end at 10^31, which losses that explode leave behind.
const STEPS = Array.from({ length: 71 }, (_, k) => [1, 2, 2.5, 5].map((step) => Number(`${step}e${k - 32}`))).flat();
const WHOLE = STEPS.filter((step) => Number.isInteger(step));
const GAP = 5; // between the numbers of an axis and its marks, as uPlot has it, and its label
const HEAVY = 150000; // vertices that are drawn anew only once the picture rests: till then it is moved

/** A panel. `told` has: zoom(view), leave(), point(px, py), out(), pick(event), and is called with pixels of the plot. */
export class Chart {
  constructor(parent, { label, told, height = 380 }) {
    this.told = told;
    this.root = h("div", { class: "chart", tabindex: 0, role: "img", "aria-label": label, keydown: (event) => this.key(event) });
    parent.append(this.root);
    this.height = height;
    this.scene = { under: null, groups: [], over: null, above: null };
    this.top = h("canvas", { class: "above", "aria-hidden": "true" });
    this.raise = framed(() => this.paintAbove());
    this.view = null;
    this.exact = quietly(90, () => {
      this.moving = false;
      this.plot?.redraw(false);
    });
    this.redraw = framed(() => this.plot?.redraw(false));
    this.observer = new ResizeObserver(framed(() => this.resize()));
    this.observer.observe(this.root);
  }

  destroy() {
    this.observer.disconnect();
    this.plot?.destroy();
    this.plot = null;
    this.root.remove();
  }

  get width() {
    return Math.max(220, Math.floor(this.root.clientWidth || 600));
  }

  resize() {
    if (this.plot && this.plot.width !== this.width) {
      this.plot.setSize({ width: this.width, height: this.height });
      this.told.resized?.();
    }
  }

  /** Axes: {logX, logY, labelX, labelY, valuesX, valuesY, wholeX}. Another kind of axis makes another plot. */
  axes(axes) {
    const key = JSON.stringify([axes.logX, axes.logY, axes.labelX, axes.labelY, axes.wholeX, axes.key, ink("ground")]);
    if (key === this.axesKey && this.plot) return;
    this.axesKey = key;
    this.axesGiven = axes;
    this.plot?.destroy();
    this.plot = null;
  }

  /** Show a part of both axes: {x0, x1, y0, y1, logX, logY}. */
  show(view, { moving = false } = {}) {
    this.view = view;
    if (moving) this.moving = true;
    if (!this.plot) this.make();
    else {
      this.plot.batch(() => {
        this.plot.setScale("x", { min: view.x0, max: view.x1 });
        this.plot.setScale("y", { min: view.y0, max: view.y1 });
      });
      this.redraw();
    }
    if (moving) this.exact();
  }

  /** What is drawn: `under(context, box, view)`, groups of lines, `over` and `above` them the same way as under. */
  set(scene) {
    this.scene = { ...this.scene, ...scene };
    this.stamp = (this.stamp ?? 0) + 1;
    this.redraw();
  }

  /** Draw again what is pointed at only: it lies on a canvas of its own, above all. */
  overlay(above) {
    this.scene.above = above;
    this.raise();
  }

  paintAbove() {
    if (!this.plot) return;
    const { canvas } = this.plot.ctx;
    if (!this.scene.above && this.clear) return; // a canvas that is touched is shown anew as a whole
    this.clear = !this.scene.above;
    if (this.top.width !== canvas.width || this.top.height !== canvas.height) {
      this.top.width = canvas.width;
      this.top.height = canvas.height;
    }
    Object.assign(this.top.style, { width: canvas.style.width, height: canvas.style.height });
    const context = this.top.getContext("2d");
    context.clearRect(0, 0, this.top.width, this.top.height);
    if (!this.scene.above) return;
    const { bbox: box } = this.plot;
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    this.scene.above(context, box, this.seen(1));
    context.restore();
  }

  make() {
    const { axes, view } = { axes: this.axesGiven, view: this.view };
    const stroke = ink("quiet"), grid = { stroke: ink("grid"), width: 1 };
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const narrow = this.width < 500;
    const axis = (label, values, size, log, steps) => ({
      ...(log ? {} : { incrs: steps }),
      stroke, grid, ticks: { ...grid, size: 4 }, font, label, labelFont: font, labelSize: 22, labelGap: 0, size,
      values: (_, splits) => splits.map((value) => (value === null || (log && !isRound(value)) ? null : values(value))),
    });
    const options = {
      width: this.width, height: this.height, pxAlign: 1, padding: [10, 14, 0, 0],
      legend: { show: false },
      cursor: {
        points: { show: false },
        drag: { x: true, y: true, uni: 25, setScale: false },
        bind: {
          mousedown: (_, __, down) => (event) => {
            if (event.button === 0 && !event.shiftKey) down(event);
            else this.pan(event);
          },
          dblclick: () => () => this.told.leave?.(),
        },
      },
      scales: {
        x: { time: false, auto: false, distr: axes.logX ? 3 : 1, range: () => [this.view.x0, this.view.x1] },
        y: { auto: false, distr: axes.logY ? 3 : 1, range: () => [this.view.y0, this.view.y1] },
      },
      axes: [
        { ...axis(axes.labelX, axes.valuesX ?? tick, 34, axes.logX, axes.wholeX ? WHOLE : STEPS), space: narrow ? 60 : 70, ...(axes.splitsX ? { splits: axes.splitsX } : {}) },
        { ...axis(axes.labelY, axes.valuesY ?? tick, widthOf(narrow ? 52 : 60), axes.logY, STEPS), ...(axes.splitsY ? { splits: axes.splitsY } : {}) },
      ],
      series: [{}, { scale: "y", paths: () => null, points: { show: false } }],
      hooks: {
        drawClear: [(plot) => this.ground(plot)],
        draw: [(plot) => this.paint(plot)],
        setSelect: [(plot) => this.selected(plot)],
        setCursor: [(plot) => this.hovered(plot)],
      },
    };
    this.plot = new uPlot(options, [[view.x0, view.x1], [view.y0, view.y1]], this.root);
    const over = this.plot.over;
    over.before(this.top);
    over.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    over.addEventListener("mouseleave", () => this.told.out?.());
    over.addEventListener("click", (event) => this.told.pick?.(event));
    over.addEventListener("mousedown", (event) => event.button && event.preventDefault());
    over.addEventListener("contextmenu", (event) => event.preventDefault());
    this.touches(over);
  }

  ground(plot) {
    plot.ctx.fillStyle = ink("ground");
    plot.ctx.fillRect(0, 0, plot.ctx.canvas.width, plot.ctx.canvas.height);
  }

  /** The rectangle of the plot in the pixels of its canvas. */
  get box() {
    return this.plot.bbox;
  }

  paint(plot) {
    const { ctx: context, bbox: box } = plot;
    const { under, groups, over } = this.scene;
    const view = this.seen(1);
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    under?.(context, box, view);
    context.restore();
    const vertices = groups.reduce((sum, group) => sum + group.vertices, 0);
    const gl = vertices > MANY ? glLayer() : null;
    const draw = gl ? gl.draw.bind(gl) : vertices > MANY ? drawColumns : drawLines;
    if (!(this.moving && vertices > HEAVY && this.moveBase(context, box))) {
      if (vertices > HEAVY) this.keepBase(box, groups, draw, context);
      else draw(context, box, this.view, groups);
    }
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    over?.(context, box, view);
    context.restore();
    this.paintAbove();
  }

  /** Draw the lines into a picture of their own, which is moved while the view moves and kept while it rests. */
  keepBase(box, groups, draw, context) {
    const key = JSON.stringify([this.scene.key ?? this.stamp, this.view, box.width, box.height, ink("ground")]);
    if (this.base?.key !== key) {
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(box.width);
      canvas.height = Math.round(box.height);
      const own = canvas.getContext("2d");
      const inside = { left: 0, top: 0, width: canvas.width, height: canvas.height };
      draw(own, inside, this.view, groups);
      this.base = { key, stamp: this.stamp, canvas, view: { ...this.view } };
    }
    context.drawImage(this.base.canvas, box.left, box.top);
  }

  moveBase(context, box) {
    if (!this.base || this.base.view.logX !== this.view.logX || this.base.view.logY !== this.view.logY) return false;
    const place = (value, low, high, log) => (log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
    const { view } = this, old = this.base.view;
    const left = place(old.x0, view.x0, view.x1, view.logX), right = place(old.x1, view.x0, view.x1, view.logX);
    const bottom = place(old.y0, view.y0, view.y1, view.logY), top = place(old.y1, view.y0, view.y1, view.logY);
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    context.drawImage(this.base.canvas, box.left + left * box.width, box.top + (1 - top) * box.height, (right - left) * box.width, (top - bottom) * box.height);
    context.restore();
    return true;
  }

  /** The view with its pixels: `scale` 1 for those of the canvas, else those of the page. */
  seen(scale = 0) {
    const { view } = this;
    const ratio = scale || 1 / devicePixelRatio;
    const box = this.plot.bbox;
    const width = box.width * ratio, height = box.height * ratio;
    const left = scale ? box.left : 0, top = scale ? box.top : 0;
    const share = (value, low, high, log) => (log ? Math.log(Math.max(value, 1e-300) / low) / Math.log(high / low) : (value - low) / (high - low));
    const back = (part, low, high, log) => (log ? low * (high / low) ** part : low + part * (high - low));
    return {
      ...view,
      pixelX: (value) => left + share(value, view.x0, view.x1, view.logX) * width,
      pixelY: (value) => top + (1 - share(value, view.y0, view.y1, view.logY)) * height,
      valueX: (pixel) => back((pixel - left) / width, view.x0, view.x1, view.logX),
      valueY: (pixel) => back(1 - (pixel - top) / height, view.y0, view.y1, view.logY),
    };
  }

  selected(plot) {
    const { left, top, width, height } = plot.select;
    if (width < 5 && height < 5) return;
    const seen = this.seen();
    const whole = { width: plot.over.clientWidth, height: plot.over.clientHeight };
    const view = { ...this.view };
    if (width >= 5 && width < whole.width) Object.assign(view, { x0: seen.valueX(left), x1: seen.valueX(left + width) });
    if (height >= 5 && height < whole.height) Object.assign(view, { y0: seen.valueY(top + height), y1: seen.valueY(top), ownY: true });
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.dragged = performance.now();
    this.told.zoom?.(view);
  }

  hovered(plot) {
    const { left, top } = plot.cursor;
    if (left < 0 || plot.select.width > 0) return;
    this.told.point?.(left, top);
  }

  /** The view around a point of it, larger or smaller. */
  scaled(factor, px, py, { x = true, y = false } = {}) {
    const seen = this.seen();
    const view = { ...this.view };
    const width = this.plot.over.clientWidth, height = this.plot.over.clientHeight;
    if (x) Object.assign(view, { x0: seen.valueX(px - px * factor), x1: seen.valueX(px + (width - px) * factor) });
    if (y) Object.assign(view, { y1: seen.valueY(py - py * factor), y0: seen.valueY(py + (height - py) * factor), ownY: true });
    return view;
  }

  moved(dx, dy) {
    const seen = this.seen();
    const view = { ...this.view };
    const width = this.plot.over.clientWidth, height = this.plot.over.clientHeight;
    if (dx) Object.assign(view, { x0: seen.valueX(-dx), x1: seen.valueX(width - dx) });
    if (dy) Object.assign(view, { y1: seen.valueY(-dy), y0: seen.valueY(height - dy), ownY: true });
    return view;
  }

  wheel(event) {
    event.preventDefault();
    const box = this.plot.over.getBoundingClientRect();
    const factor = Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300)));
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.told.zoom?.(this.moved(-event.deltaX, 0), { moving: true });
    else this.told.zoom?.(this.scaled(factor, event.clientX - box.left, event.clientY - box.top, { x: !event.shiftKey, y: event.shiftKey || event.altKey }), { moving: true });
  }

  pan(event) {
    let { clientX, clientY } = event;
    const move = (next) => {
      const [dx, dy] = [next.clientX - clientX, next.clientY - clientY];
      ({ clientX, clientY } = next);
      this.dragged = performance.now();
      this.told.zoom?.(this.moved(dx, event.altKey || this.view.ownY ? dy : 0), { moving: true });
    };
    const up = () => {
      removeEventListener("mousemove", move);
      removeEventListener("mouseup", up);
    };
    addEventListener("mousemove", move);
    addEventListener("mouseup", up);
  }

  /** One finger moves the picture sideways, two zoom it. */
  touches(over) {
    const held = new Map();
    over.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "touch") return;
      held.set(event.pointerId, event);
      const box = over.getBoundingClientRect();
      this.told.point?.(event.clientX - box.left, event.clientY - box.top);
    });
    over.addEventListener("pointermove", (event) => {
      if (!held.has(event.pointerId)) return;
      const before = held.get(event.pointerId);
      const other = [...held.values()].find((one) => one.pointerId !== event.pointerId);
      held.set(event.pointerId, event);
      const box = over.getBoundingClientRect();
      if (other) {
        const apart = (one) => Math.max(20, Math.abs(one.clientX - other.clientX));
        const middle = (event.clientX + other.clientX) / 2 - box.left;
        this.told.zoom?.(this.scaled(apart(before) / apart(event), middle, 0), { moving: true });
      } else this.told.zoom?.(this.moved(event.clientX - before.clientX, 0), { moving: true });
    });
    for (const end of ["pointerup", "pointercancel", "pointerleave"]) over.addEventListener(end, (event) => held.delete(event.pointerId));
  }

  key(event) {
    if (!this.plot || event.ctrlKey || event.metaKey || event.altKey) return;
    const width = this.plot.over.clientWidth, height = this.plot.over.clientHeight;
    const does = {
      ArrowLeft: () => this.told.zoom?.(this.moved(width / 8, 0), { moving: true }),
      ArrowRight: () => this.told.zoom?.(this.moved(-width / 8, 0), { moving: true }),
      "+": () => this.told.zoom?.(this.scaled(0.8, width / 2, height / 2), { moving: true }),
      "=": () => this.told.zoom?.(this.scaled(0.8, width / 2, height / 2), { moving: true }),
      "-": () => this.told.zoom?.(this.scaled(1.25, width / 2, height / 2), { moving: true }),
      0: () => this.told.leave?.(),
      ArrowUp: () => this.told.step?.(-1),
      ArrowDown: () => this.told.step?.(1),
      Enter: () => this.told.pick?.(event),
      Escape: () => this.told.out?.(),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  }

  /** Whether the click that follows ends a drag. */
  get justDragged() {
    return performance.now() - (this.dragged ?? -1e9) < 250;
  }
}

/** Whether a number has one digit: at the end of a logarithmic axis uPlot puts a label where the view happens to begin. */
const isRound = (value) => Number(value.toPrecision(1)) === Number(value.toPrecision(9));

/** The width of a vertical axis: what its numbers take, and a gap on both of their sides. */
const widthOf = (least) => (plot, values) => {
  const context = plot.ctx;
  context.save();
  context.font = plot.axes[1].font[0];
  const widest = Math.max(0, ...(values ?? []).map((value) => context.measureText(value ?? "").width));
  context.restore();
  return Math.max(least, Math.ceil(widest / devicePixelRatio) + 4 + 2 * GAP);
};
