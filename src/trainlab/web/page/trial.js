// One trial: its settings, its layers, its scores, its findings, what it predicted.
import { h, put, framed } from "./dom.js";
import { counted, percent, setting, short } from "./format.js";
import { predictions } from "./predictions.js";

export class Trial {
  constructor(model) {
    this.model = model;
    this.root = h("section", { "aria-label": "Trial" });
    this.known = new Map();
    this.draw = framed(() => this.show());
    for (const name of ["data", "selected", "findings"]) model.on(name, () => this.draw());
  }

  destroy() {}

  /** The trial that is shown: the first of those selected, or else the best one. */
  get row() {
    const [first] = [...this.model.selected].sort((a, b) => a - b);
    return first ?? this.model.about?.ranked[0];
  }

  async show() {
    if (!this.model.about || !this.root.isConnected) return;
    const { row } = this;
    if (row === undefined) {
      put(this.root, h("p", { class: "note" }, "The study holds no trials."));
      return;
    }
    const { trials } = this.model.about;
    const study = this.model.ids[trials.study[row]];
    const key = `${row} ${trials.steps[row]} ${trials.status[row]}`;
    if (!this.known.has(key)) {
      try {
        this.known.set(key, await this.model.source.trial(study, trials.id[row]));
      } catch (error) {
        put(this.root, h("p", { class: "problem" }, error.message));
        return;
      }
    }
    if (row === this.row) this.fill(row, this.known.get(key));
  }

  fill(row, trial) {
    const { model } = this;
    const { curves } = model.about;
    const rank = model.rank[row] + 1;
    const findings = (model.findings ?? []).filter((one) => !one.whole && one.rows.includes(row));
    const number = (name, value) => (curves[name]?.share ? percent(value, 2) : short(value));
    const names = Object.keys({ ...trial.best, ...trial.final });
    put(this.root,
      h("h2", {}, model.name(row), h("span", { class: "quiet" }, ` ${trial.words}; ${rank === 1 ? "ranked first" : `rank ${rank}`} of ${counted(model.count, "trial")}`)),
      model.selected.size > 1 ? h("p", { class: "note" }, `The first of ${counted(model.selected.size, "trial")} selected.`) : null,
      model.selected.size === 0 ? h("p", { class: "note" }, "The best trial; a click on a curve or a row shows another.") : null,
      h("div", { class: "columns" },
        h("div", {}, h("h3", {}, "What it reached"), names.length ? table(["curve", `best${trial.best_step === null ? "" : ` (step ${short(trial.best_step)})`}`, "last"], names.map((name) => [curves[name]?.label ?? name, number(name, trial.best[name]), number(name, trial.final[name])])) : h("p", { class: "quiet" }, "It was not evaluated yet."),
          trial.scores.length ? [h("h3", {}, "Measured after training"), table(["split", "weights", "loss", "accuracy", "examples"], trial.scores.map((one) => [one.split, one.weights, short(one.loss), percent(one.accuracy, 2), short(one.examples)]))]
            : h("p", { class: "quiet" }, `Not measured on test: 'trainlab evaluate --all' measures every trial.`),
          findings.length ? [h("h3", {}, "Findings"), h("ul", {}, findings.map((one) => h("li", {}, h("b", {}, one.symptom), " ", one.sentence, " ", h("span", { class: "quiet" }, one.advice))))] : null),
        h("div", {}, h("h3", {}, "Layers"), trial.layers.length
          ? [h("p", { class: "quiet" }, `${counted(trial.parameters, "parameter")}; ${trial.layers[0].weights} weights`), table(["variable", "shape", "norm", "mean", "deviation", "largest"], trial.layers.map((one) => [one.name, one.shape.join("×"), short(one.norm), short(one.mean), short(one.deviation), short(one.largest)]))]
          : h("p", { class: "quiet" }, trial.without_layers)),
      ),
      predictions(model, row, trial),
      h("h3", {}, "Settings"),
      h("dl", { class: "all-settings" }, Object.entries(trial.settings).map(([name, value]) => h("div", {}, h("dt", { title: trial.meanings[name] ?? "" }, name), h("dd", {}, setting(value))))));
  }
}

export function table(heads, rows) {
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": heads.join(", ") }, h("table", {}, h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell, place) => h("td", { class: place && /^[-\d.,%e×∞]+$/.test(String(cell)) ? "number" : "" }, cell)))))));
}
