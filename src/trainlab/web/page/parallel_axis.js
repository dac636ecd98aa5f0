// An axis of parallel coordinates: where values lie on it, its labels, and its brush, to be drawn by mouse or moved by keys.
import { plain, s } from "./dom.js";
import { short } from "./format.js";
import { columnAxis } from "./settings_axis.js";

export const HEIGHT = 300, TOP = 34, BOTTOM = 18;
const INSIDE = HEIGHT - TOP - BOTTOM;
const LINE = 12; // pixels, of its values
const LETTER = 7.6; // pixels, of the axes' names

export class ParallelAxis {
  /** `brushed(name, ends)` is told of a brush, ends null for none; `room` is how wide its name may be. */
  constructor(model, name, { x, room, brush, brushed, busy }) {
    Object.assign(this, columnAxis(model, name), { name, x, brush, brushed, busy });
    this.title = model.about.results[name]?.label ?? name;
    const most = Math.max(6, Math.floor(room / LETTER));
    this.shown = plain(this.title).length > most ? `${plain(this.title).slice(0, most - 1)}…` : this.title;
  }

  pixel(value) {
    const share = this.log ? Math.log(value / this.low) / Math.log(this.high / this.low) : (value - this.low) / (this.high - this.low);
    return HEIGHT - BOTTOM - share * INSIDE;
  }

  valueAt(y) {
    const share = Math.max(0, Math.min(1, (HEIGHT - BOTTOM - y) / INSIDE));
    return this.log ? this.low * (this.high / this.low) ** share : this.low + share * (this.high - this.low);
  }

  /** Where a brush may end: on a logarithmic axis above zero, and on the axis. */
  clamped(value) {
    return this.pixel(Math.min(Math.max(value, this.low), this.high));
  }

  /** The values that are written beside it; not those that would lie on another one. */
  get ticks() {
    const wanted = this.splits ? this.splits() : this.few ?? (this.log ? decades(this.low, this.high) : even(this.low, this.high));
    let last = Infinity;
    return wanted.filter((value) => {
      const y = this.pixel(value);
      if (last - y < LINE) return false;
      last = y;
      return true;
    });
  }

  written(value) {
    return this.few && !this.share ? short(value) : this.text(value);
  }

  /** The axis as SVG. */
  element() {
    const group = s("g", { transform: `translate(${this.x} 0)` },
      s("text", { y: 16, "text-anchor": "middle", class: "axis-name" }, this.shown, s("title", {}, this.title)),
      s("line", { y1: TOP, y2: HEIGHT - BOTTOM, class: "axis-line" }),
      this.ticks.map((value) => s("text", { x: 7, y: this.pixel(value) + 4, class: "axis-tick" }, this.written(value))),
      s("rect", { x: -14, y: TOP, width: 28, height: INSIDE, class: "axis-hit", pointerdown: (event) => this.start(event, group) }, s("title", {}, "drag to brush, click to take the brush away")));
    if (this.brush) {
      const [low, high] = this.brush;
      const top = this.clamped(high), bottom = this.clamped(low);
      group.append(s("rect", { x: -7, y: top, width: 14, height: Math.max(2, bottom - top), class: "brush" }));
    }
    for (const end of [1, 0]) group.append(this.handle(end));
    return group;
  }

  /** An end of the brush, to be moved by keys. */
  handle(end) {
    const [low, high] = this.brush ?? [this.low, this.high];
    const value = end ? high : low;
    const move = (share) => {
      const next = this.valueAt(this.clamped(value) - share * INSIDE);
      this.brushed(this.name, end ? [low, Math.max(low, next)] : [Math.min(high, next), high], `${this.name} ${end}`);
    };
    return s("circle", {
      cx: 0, cy: this.clamped(value), r: 5, class: "handle", tabindex: 0, role: "slider", "data-handle": `${this.name} ${end}`,
      "aria-label": `${this.title}, ${end ? "highest" : "lowest"}`, "aria-valuemin": this.low, "aria-valuemax": this.high, "aria-valuenow": value, "aria-valuetext": this.words ? this.text(Math.round(value)) : short(value),
      keydown: (event) => {
        const step = { ArrowUp: 0.02, ArrowDown: -0.02, PageUp: 0.1, PageDown: -0.1 }[event.key];
        if (step) {
          event.preventDefault();
          move(step);
        } else if (event.key === "Delete" || event.key === "Escape") {
          event.stopPropagation(); // Escape elsewhere selects no trial
          this.brushed(this.name, null);
        }
      },
    });
  }

  /** Draw a brush with the mouse or a finger. */
  start(event, group) {
    event.preventDefault();
    const home = group.ownerSVGElement.getBoundingClientRect();
    const from = event.clientY - home.top;
    let to = from;
    this.busy(true);
    const mark = s("rect", { x: -7, width: 14, class: "brush" });
    group.append(mark);
    const move = (next) => {
      to = next.clientY - home.top;
      mark.setAttribute("y", Math.min(from, to));
      mark.setAttribute("height", Math.abs(to - from));
    };
    const up = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", up);
      mark.remove();
      const ends = [this.valueAt(Math.max(from, to)), this.valueAt(Math.min(from, to))];
      this.brushed(this.name, Math.abs(to - from) < 4 ? null : ends);
      setTimeout(() => this.busy(false), 50); // the click that ends a drag selects nothing
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
    addEventListener("pointercancel", up);
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
