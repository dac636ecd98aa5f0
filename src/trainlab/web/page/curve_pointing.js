// Pointing at curves by mouse, finger or keys: what is near is raised and described; a click or Enter selects it.
import { say } from "./dom.js";
import { counted, percent, setting, short } from "./format.js";
import { aboutTrial } from "./tip.js";

export class CurvePointing {
  constructor(curves) {
    this.curves = curves;
    this.near = null; // the point that is described
    this.group = -1; // the group that is pointed at, where groups are drawn
    this.at = null; // the panel, and where in it
  }

  get geometry() {
    return this.curves.data.geometry;
  }

  /** The row of the geometry that is pointed at; -1 for none. */
  get pointed() {
    return this.geometry?.groups ? this.group : this.curves.model.pointed;
  }

  point(key, px, py) {
    const one = this.curves.charts.get(key);
    const { model } = this.curves;
    if (!one || !this.geometry) return;
    this.near = this.geometry.nearest(one.chart.seen(), px, py, one.rows);
    this.at = { key, px, py };
    this.raise(this.near ? this.near.row : -1, model);
  }

  out() {
    this.near = null;
    this.group = -1;
    this.at = null;
    this.curves.model.point(-1);
    this.overlay();
  }

  raise(row, model) {
    if (this.geometry.groups) {
      this.group = row;
      this.overlay();
    } else if (row >= 0 && row === model.pointed) this.overlay();
    else model.point(row);
  }

  /** Draw anew what is pointed at only, and say what it is. */
  overlay() {
    if (!this.geometry) return;
    for (const [key, one] of this.curves.charts) {
      if (!one.rows) continue;
      one.chart.overlay(this.curves.above(one));
      const near = this.near && this.at?.key === key ? this.near : null;
      if (!near) one.tip.show(null);
      else one.tip.show(this.lines(near), this.at.px + offset(one.chart).left, this.at.py + offset(one.chart).top, one.colored(near.row));
    }
  }

  lines(near) {
    const { model, state } = this.curves;
    const info = model.about.curves[state.curve];
    const text = (value) => (info.share ? percent(value, 2) : short(value));
    const value = near.low === near.high ? text(near.low) : `${text(near.low)} to ${text(near.high)}`;
    const at = `${info.label} ${value} at ${state.along} ${short(state.along === "step" ? Math.round(near.x) : near.x)}`;
    if (!this.geometry.groups) return aboutTrial(model, near.row, [at]);
    const group = this.geometry.groups[near.row];
    const named = Object.entries(group.values).map(([name, one]) => `${name}=${setting(one)}`).join(", ");
    return [named, `${counted(group.rows.length, "trial")}; band: ${group.band}`, `median ${at}`];
  }

  /** Go to the next trial by keys, in the order of the table, and to the last point of it that is seen. */
  step(key, by) {
    const { geometry } = this;
    const { model, view } = this.curves;
    const one = this.curves.charts.get(key);
    if (!one?.rows?.length) return;
    const rows = geometry.groups ? one.rows : [...one.rows].sort((a, b) => model.rank[a] - model.rank[b]);
    const now = rows.indexOf(this.pointed);
    const row = rows[(now + by + rows.length + (now < 0 && by < 0 ? 1 : 0)) % rows.length];
    const place = geometry.place.get(row);
    if (!geometry.counts[place]) return;
    const vertex = geometry.last(place, view.x1);
    this.near = { row, place, vertex, ...geometry.valueAt(place, vertex) };
    const seen = one.chart.seen();
    this.at = { key, px: seen.pixelX(this.near.x), py: seen.pixelY(this.near.high) };
    say(this.lines(this.near).join(". "));
    this.raise(row, model);
  }

  pick(one, event) {
    if (one.chart.justDragged) return;
    const { model } = this.curves;
    const row = this.pointed;
    if (row < 0) {
      if (event.type === "click" && model.selected.size) model.select([]);
    } else if (this.geometry.groups) model.select(this.geometry.groups[row].rows);
    else if (event.ctrlKey || event.metaKey || event.shiftKey) model.toggle(row);
    else model.select(model.selected.size === 1 && model.selected.has(row) ? [] : [row]);
  }
}

function offset(chart) {
  const over = chart.plot.over.getBoundingClientRect();
  const root = chart.root.getBoundingClientRect();
  return { left: over.left - root.left, top: over.top - root.top };
}
