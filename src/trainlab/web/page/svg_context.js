// What draws on a canvas draws here as SVG: the part of a canvas' context that the pictures of this page use.
import { s } from "./dom.js";

const ANCHORS = { center: "middle", right: "end" };
const BASELINES = { middle: "central", top: "hanging" };
let clips = 0;
const measured = document.createElement("canvas").getContext("2d");

const number = (value) => Number(value.toFixed(2));

export class SvgContext {
  constructor(root) {
    this.parents = [root];
    this.kept = [];
    this.path = "";
    this.look = { fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, globalAlpha: 1, font: "12px sans-serif", textAlign: "left", textBaseline: "alphabetic", dash: [] };
    for (const name of Object.keys(this.look)) {
      Object.defineProperty(this, name, { get: () => this.look[name], set: (value) => (this.look[name] = value) });
    }
  }

  add(name, attributes, ...content) {
    const made = s(name, attributes, ...content);
    this.parents.at(-1).append(made);
    return made;
  }

  save() {
    this.kept.push([{ ...this.look }, this.parents.length]);
  }

  restore() {
    const [look, depth] = this.kept.pop();
    this.look = look;
    this.parents.length = depth;
  }

  clip() {
    const id = `clip${(clips += 1)}`;
    this.add("clipPath", { id }, s("path", { d: this.path }));
    this.parents.push(this.add("g", { "clip-path": `url(#${id})` }));
  }

  translate(x, y) {
    this.parents.push(this.add("g", { transform: `translate(${number(x)} ${number(y)})` }));
  }

  scale(factor) {
    this.parents.push(this.add("g", { transform: `scale(${factor})` }));
  }

  beginPath() {
    this.path = "";
  }

  moveTo(x, y) {
    this.path += `M${number(x)} ${number(y)}`;
  }

  lineTo(x, y) {
    this.path += `L${number(x)} ${number(y)}`;
  }

  closePath() {
    this.path += "Z";
  }

  rect(x, y, width, height) {
    this.path += `M${number(x)} ${number(y)}h${number(width)}v${number(height)}h${number(-width)}Z`;
  }

  /** Whole circles only. */
  arc(x, y, radius) {
    const r = number(radius);
    this.path += `M${number(x - radius)} ${number(y)}a${r} ${r} 0 1 0 ${number(2 * radius)} 0a${r} ${r} 0 1 0 ${number(-2 * radius)} 0`;
  }

  fill() {
    this.add("path", { d: this.path, fill: this.fillStyle, "fill-opacity": this.globalAlpha });
  }

  stroke() {
    this.add("path", {
      d: this.path, fill: "none", stroke: this.strokeStyle, "stroke-width": number(this.lineWidth), "stroke-opacity": this.globalAlpha,
      "stroke-linejoin": "round", "stroke-dasharray": this.look.dash.join(" ") || null,
    });
  }

  fillRect(x, y, width, height) {
    this.add("rect", { x: number(Math.min(x, x + width)), y: number(Math.min(y, y + height)), width: number(Math.abs(width)), height: number(Math.abs(height)), fill: this.fillStyle, "fill-opacity": this.globalAlpha });
  }

  strokeRect(x, y, width, height) {
    this.add("rect", { x: number(x), y: number(y), width: number(width), height: number(height), fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth });
  }

  fillText(text, x, y) {
    const [, size] = /(\d+(?:\.\d+)?)px/.exec(this.font) ?? [null, 12];
    this.add("text", { x: number(x), y: number(y), fill: this.fillStyle, "font-size": size, "text-anchor": ANCHORS[this.textAlign] ?? null, "dominant-baseline": BASELINES[this.textBaseline] ?? null }, text);
  }

  measureText(text) {
    measured.font = this.font;
    return measured.measureText(text);
  }

  setLineDash(dash) {
    this.look.dash = dash;
  }
}
