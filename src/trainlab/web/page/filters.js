// Which trials are shown: a condition in the language of `trainlab ask`, a value of the legend, a finding, brushes.
import { change, state, watch } from "./address.js";
import { h, put, quietly, say } from "./dom.js";
import { counted } from "./format.js";
import { ranges } from "./downloads.js";

export class Filters {
  constructor(model) {
    this.model = model;
    this.error = h("div", { class: "where-error", role: "alert", id: "where-error" });
    this.input = h("input", {
      type: "text", class: "where", spellcheck: "false", autocomplete: "off", maxlength: 1000, "aria-label": "Filter trials by a condition",
      "aria-describedby": "where-error", placeholder: "filter: learning_rate > 0.1 and min(validation_loss) < 0.3",
      input: quietly(300, () => this.typed()),
      keydown: (event) => {
        if (event.key === "Enter") this.typed();
        if (event.key === "Escape" && this.input.value) {
          this.input.value = "";
          this.typed();
        }
      },
    });
    this.chips = h("div", { class: "chips" });
    this.root = h("section", { class: "filters", "aria-label": "Filters" }, model.source.filter ? h("div", { class: "where-box" }, this.input, this.error) : null, this.chips);
    for (const name of ["shown", "selected"]) model.on(name, () => this.showChips());
    model.on("selected", () => change({ sel: ranges(model.selected) }));
    this.unwatch = watch((names) => {
      if (!names || names.includes("where")) this.ask();
      if (!names || names.includes("only")) this.only();
      if (!names || names.includes("sel")) this.restore();
      this.showChips();
    });
  }

  destroy() {
    this.unwatch();
    this.abort?.abort();
  }

  /** What the address says, once the trials are known. */
  start() {
    this.ask();
    this.only();
    this.restore();
  }

  restore() {
    const rows = [];
    for (const part of state("sel").split(",").filter(Boolean)) {
      const [from, to = from] = part.split("-").map(Number);
      for (let row = from; row <= Math.min(to, this.model.count - 1); row++) rows.push(row);
    }
    if (rows.join() !== [...this.model.selected].sort((a, b) => a - b).join()) this.model.select(rows);
  }

  typed() {
    change({ where: this.input.value.trim() });
  }

  async ask() {
    const where = this.model.source.filter ? state("where") : "";
    if (document.activeElement !== this.input || this.input.value.trim() !== where) this.input.value = where;
    this.abort?.abort();
    if (!where) {
      this.problem(null);
      this.model.filter("where", null);
      return;
    }
    this.abort = new AbortController();
    try {
      const found = await this.model.source.filter(this.model.ids, where, this.abort.signal);
      if (state("where") !== where) return;
      if (found.error) this.problem(found, where);
      else {
        this.problem(null);
        this.model.filter("where", new Set(found.rows));
        say(`${counted(found.rows.length, "trial")} of ${found.of} pass.`);
      }
    } catch (error) {
      if (error.name !== "AbortError") this.problem({ error: error.message, at: null }, where);
    }
  }

  /** An error below the condition, with a mark at the character it is about. */
  problem(found, where = "") {
    this.input.setAttribute("aria-invalid", found ? "true" : "false");
    if (!found) {
      put(this.error);
      return;
    }
    const mark = found.at === null ? null : h("div", { class: "where-mark", "aria-hidden": "true" }, h("span", { class: "hidden-text" }, where.slice(0, found.at)), h("span", { class: "caret" }, "▲"));
    put(this.error, mark, h("div", {}, found.error));
    this.model.filter("where", null);
  }

  only() {
    const [name, ...rest] = state("only").split("=");
    const column = this.model.about?.settings[name];
    if (!column) {
      this.model.filter("only", null);
      return;
    }
    const value = rest.join("=");
    this.model.filter("only", new Set(column.values.flatMap((one, row) => (String(one) === value ? [row] : []))));
  }

  showChips() {
    const chip = (text, off, clear) => h("span", { class: "chip" }, text, h("button", { type: "button", "aria-label": off, title: off, click: clear }, "×"));
    const made = [];
    if (state("only") && this.model.filters.has("only")) made.push(chip(state("only"), "Show all values", () => change({ only: "" })));
    if (this.model.filters.has("finding")) made.push(chip(`finding: ${this.model.findingShown?.symptom ?? ""}`, "Leave the finding", () => change({ finding: "" })));
    if (this.model.filters.has("brushes")) made.push(chip("brushes", "Take the brushes away", () => change({ brush: "", top: "" })));
    if (this.model.selected.size) made.push(chip(`${counted(this.model.selected.size, "trial")} selected`, "Select none", () => this.model.select([])));
    put(this.chips, made);
  }
}
