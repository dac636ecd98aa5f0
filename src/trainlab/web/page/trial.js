// One trial: its settings, its curves, its layers, its scores, its findings, what it predicted.
import { h, put, framed } from "./dom.js";
import { counted, percent, setting, short } from "./format.js";
import { predictions } from "./predictions.js";
import { TrialCurves } from "./trial_curves.js";

export class Trial {
  constructor(model) {
    this.model = model;
    this.head = h("div");
    this.rest = h("div");
    this.curves = new TrialCurves(model);
    this.root = h("section", { "aria-label": "Trial" }, this.head, this.curves.root, this.rest);
    this.known = new Map();
    this.draw = framed(() => this.show());
    for (const name of ["data", "selected", "findings"]) model.on(name, () => this.draw());
  }

  destroy() {
    this.curves.destroy();
  }

  /** The trial that is shown: the first of those selected, or else the best one. */
  get row() {
    const [first] = [...this.model.selected].sort((a, b) => a - b);
    return first ?? this.model.about?.ranked[0];
  }

  async show() {
    if (!this.model.about || !this.root.isConnected) return;
    const { row } = this;
    this.curves.root.hidden = row === undefined;
    if (row === undefined) {
      put(this.head, h("p", { class: "note" }, "The study holds no trials."));
      return;
    }
    const { trials, versions } = this.model.about;
    const key = `${row} ${versions.join(".")}`; // weights, scores and predictions come with commits, or after them
    if (key !== this.drawn) this.curves.show(row);
    this.drawn = key;
    if (!this.known.has(key)) {
      try {
        const trial = await this.model.source.trial(this.model.ids[trials.study[row]], trials.id[row]);
        this.known.clear(); // of the steps before nothing is asked again
        this.known.set(key, trial);
      } catch (error) {
        put(this.rest, h("p", { class: "problem" }, error.message));
        return;
      }
    }
    if (row === this.row && this.known.has(key)) this.fill(row, this.known.get(key));
  }

  fill(row, trial) {
    const { model } = this;
    const rank = model.rank[row] + 1;
    put(this.head,
      h("h2", {}, model.name(row), h("span", { class: "quiet" }, ` ${trial.words}; ${rank === 1 ? "ranked first" : `rank ${rank}`} of ${counted(model.count, "trial")}`)),
      model.selected.size > 1 ? h("p", { class: "note" }, `The first of ${counted(model.selected.size, "trial")} selected.`) : null,
      model.selected.size === 0 ? h("p", { class: "note" }, "The best trial; a click on a curve or a row shows another.") : null);
    const findings = (model.findings ?? []).filter((one) => !one.whole && one.rows.includes(row));
    put(this.rest,
      h("div", { class: "columns" },
        h("div", {}, this.reached(trial), measured(model, row, trial),
          findings.length ? [h("h3", {}, "Findings"), h("ul", {}, findings.map((one) => h("li", {}, h("b", {}, one.symptom), " ", one.sentence, " ", h("span", { class: "quiet" }, one.advice))))] : null),
        h("div", {}, h("h3", {}, "Layers"), trial.layers.length
          ? [h("p", { class: "quiet" }, `${counted(trial.parameters, "parameter")}; ${trial.layers[0].weights} weights`), table(["variable", "shape", "norm", "mean", "deviation", "largest"], trial.layers.map((one) => [one.name, one.shape.join("×"), short(one.norm), short(one.mean), short(one.deviation), short(one.largest)]))]
          : h("p", { class: "quiet" }, trial.without_layers)),
      ),
      predictions(model, row, trial),
      h("h3", {}, "Settings"),
      h("dl", { class: "all-settings" }, Object.entries(trial.settings).map(([name, value]) => h("div", {}, h("dt", { title: trial.meanings[name] ?? "" }, name), h("dd", {}, setting(value))))));
  }

  reached(trial) {
    const { curves } = this.model.about;
    const number = (name, value) => (curves[name]?.share ? percent(value, 2) : short(value));
    const names = Object.keys({ ...trial.best, ...trial.final });
    return [h("h3", {}, "What it reached"), names.length
      ? table(["curve", `best${trial.best_step === null ? "" : ` (step ${short(trial.best_step)})`}`, "last"], names.map((name) => [curves[name]?.label ?? name, number(name, trial.best[name]), number(name, trial.final[name])]))
      : h("p", { class: "quiet" }, "It was not evaluated yet.")];
  }
}

/** What was measured of it after training; what its kept predictions say of a split counts, too. */
function measured(model, row, trial) {
  const found = trial.scores.map((one) => ({ ...one }));
  for (const one of trial.predictions) {
    if (found.some((score) => score.split === one.split && score.weights === one.weights)) continue;
    found.push({ split: one.split, weights: one.weights, examples: one.examples, values: { accuracy: [one.right / one.examples, true], loss: [one.mean_loss, false] } });
  }
  const names = [...new Set(found.flatMap((one) => Object.keys(one.values)))];
  const cell = (given) => (given ? (given[1] ? percent(given[0], 2) : short(given[0])) : "-");
  const rows = found.map((one) => [one.split, one.weights, ...names.map((name) => cell(one.values[name])), short(one.examples)]);
  const said = rows.length ? [h("h3", {}, "Measured after training"), table(["split", "weights", ...names, "examples"], rows)] : [];
  if (!rows.some(([split]) => split === "test")) {
    const { name } = model.about.studies[model.about.trials.study[row]];
    said.push(h("p", { class: "quiet" }, `Not measured on test: 'trainlab evaluate ${name} --all' measures every trial.`));
  }
  return said;
}

export function table(heads, rows) {
  const numbers = heads.map((_, place) => place > 0 && rows.length > 0 && rows.every((cells) => /^[-\d.,%e×∞]+$/.test(String(cells[place]))));
  const kind = (place) => (numbers[place] ? "number" : "");
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": heads.join(", ") }, h("table", {}, h("thead", {}, h("tr", {}, heads.map((head, place) => h("th", { scope: "col", class: kind(place) }, head)))),
    h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell, place) => h("td", { class: kind(place) }, cell)))))));
}
