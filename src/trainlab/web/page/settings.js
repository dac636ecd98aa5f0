// What a setting does: a result against its values, or a map of two settings. Linked with all other parts.
import { change, state, watch } from "./address.js";
import { Chart } from "./chart.js";
import { ink, onTheme } from "./colors.js";
import { colored } from "./curve_state.js";
import { choice, framed, h, put, say } from "./dom.js";
import { ofPanels, saveMenu, studyNames } from "./downloads.js";
import { counted } from "./format.js";
import { legendData } from "./legend.js";
import { columnAxis } from "./settings_axis.js";
import { SettingsMap } from "./settings_map.js";
import { SettingsPoints } from "./settings_points.js";
import { Tip } from "./tip.js";

export class Settings {
  constructor(model) {
    this.model = model;
    this.tools = h("div", { class: "controls" });
    this.box = h("div", { class: "panels" });
    this.scale = h("div");
    this.note = h("p", { class: "note" });
    this.root = h("section", { "aria-label": "Settings" }, this.tools, this.scale, this.box, this.note);
    this.draw = framed(() => this.show());
    for (const name of ["data", "shown", "selected", "findings"]) model.on(name, () => this.draw());
    model.on("pointed", () => this.chart?.overlay(this.above()));
    this.unwatch = watch((names) => (!names || names.some((name) => ["sx", "sy", "sv", "color"].includes(name))) && this.draw());
    onTheme(() => this.draw());
  }

  destroy() {
    this.unwatch();
    this.chart?.destroy();
  }

  get across() {
    const { about, varied, columns } = this.model;
    if (state("sx") in about.settings) return state("sx");
    return varied.includes(about.color) ? about.color : varied[0] ?? columns[0];
  }

  get up() {
    return state("sy") in this.model.about.settings && state("sy") !== this.across ? state("sy") : "";
  }

  show() {
    const { model } = this;
    if (!model.about || !this.root.isConnected) return;
    const { value } = model;
    if (!model.columns.length || !value) {
      put(this.tools);
      put(this.note, model.count < 2 ? "The study has one trial: no setting varies." : "No setting varies between the trials.");
      this.chart?.destroy();
      this.chart = null;
      return;
    }
    this.showTools(value);
    const { across, up } = this;
    const x = columnAxis(model, across), z = columnAxis(model, value);
    const y = up ? columnAxis(model, up) : z;
    this.x = x;
    this.y = y;
    this.drawn = up ? new SettingsMap(model, { x, y, value: z, across, up, result: value }) : new SettingsPoints(model, { x, y, result: value });
    if (!this.chart) this.makeChart();
    this.chart.axes({ logX: x.log, logY: y.log, labelX: x.label, labelY: y.label, valuesX: x.text, valuesY: y.text, splitsX: x.splits, splitsY: y.splits, key: [across, up, value, model.count] });
    this.chart.show({ x0: x.low, x1: x.high, y0: y.low, y1: y.high, logX: x.log, logY: y.log });
    this.chart.set({ under: (context, box, view) => this.drawn.draw(context, box, view), groups: [], above: this.above() });
    this.showScale();
    const missing = model.shown.length - this.drawn.rows.length;
    put(this.note, this.drawn.note, missing ? ` ${counted(missing, "trial")} without a value ${missing === 1 ? "is" : "are"} left out.` : "");
  }

  showTools(value) {
    const { model } = this;
    const order = [...new Set([...model.varied, ...model.columns])];
    const named = (list) => list.map((name) => [name, name]);
    const focused = this.tools.contains(document.activeElement) ? document.activeElement.getAttribute("data-name") : null;
    put(this.tools,
      choice("setting", named(order), this.across, (sx) => change({ sx }), { "data-name": "sx" }),
      choice("by", [["", "alone"], ...named(order.filter((name) => name !== this.across))], this.up, (sy) => change({ sy }), { "data-name": "sy" }),
      choice("value", Object.entries(model.about.results).map(([name, column]) => [name, column.label]), value, (sv) => change({ sv }), { "data-name": "sv" }),
      h("span", { class: "spring" }),
      saveMenu(() => ofPanels(this.picture())));
    if (focused) this.tools.querySelector(`[data-name="${focused}"]`)?.focus();
  }

  showScale() {
    const legend = this.up ? this.drawn.legend : null;
    put(this.scale, legend ? h("div", { class: "legend" }, h("span", { class: "legend-name" }, legend.name), h("span", {}, legend.low),
      h("span", { class: "scale", style: { background: `linear-gradient(90deg, ${legend.shades.join(", ")})` } }), h("span", {}, legend.high),
      legend.log ? h("span", { class: "quiet" }, "logarithmic") : null, legend.crosses ? h("span", { class: "quiet" }, "× every trial diverged or exploded") : null) : null);
  }

  picture() {
    const { model } = this;
    const what = model.about.results[model.value].label;
    return {
      name: `${model.value}-by-${this.across}`, title: `${studyNames(model)}: ${what} against ${this.across}${this.up ? ` and ${this.up}` : ""}`,
      legend: this.up ? this.drawn.legend : legendData(model, colored(model)), home: this.box, charts: [{ chart: this.chart, title: "" }],
    };
  }

  makeChart() {
    const { model } = this;
    this.chart = new Chart(this.box, {
      label: "A result against a setting. Up and down go from trial to trial, Enter selects, a drag selects trials.", height: 320,
      told: {
        zoom: (view, how) => !how?.moving && this.drag(view), leave: () => model.select([]),
        point: (px, py) => this.point(this.drawn.near(this.chart.seen(), px, py)),
        out: () => this.point(null), pick: (event) => this.pick(event), step: (by) => this.step(by),
      },
    });
    this.tip = new Tip(this.chart.root);
  }

  /** Describe what is pointed at: a trial or a cell; null for nothing. */
  point(at) {
    this.at = at;
    if (at) {
      const seen = this.chart.seen();
      this.tip.show(at.lines, seen.pixelX(at.x) + 60, seen.pixelY(at.y), at.color);
    } else this.tip.show(null);
    this.model.point(at ? at.rows[0] : -1);
  }

  step(by) {
    const { stops } = this.drawn;
    if (!stops.length) return;
    const now = this.at ? stops.findIndex((one) => one.key === this.at.key) : -1;
    const at = stops[(now + by + stops.length + (now < 0 && by < 0 ? 1 : 0)) % stops.length];
    this.point(at);
    say(at.lines.join(". "));
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

  pick(event) {
    if (this.chart.justDragged) return;
    const rows = this.at?.rows ?? [];
    if (rows.length === 1 && (event.ctrlKey || event.metaKey || event.shiftKey)) this.model.toggle(rows[0]);
    else this.model.select(rows);
  }

  drag(view) {
    const inside = ([, x, y]) => x >= view.x0 && x <= view.x1 && y >= view.y0 && y <= view.y1;
    this.model.select(this.drawn.points.filter(inside).map(([row]) => row));
  }
}
