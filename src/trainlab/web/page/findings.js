// What the curves say. A click on a finding shows its trials only, and marks the steps it speaks of.
import { change, state, watch } from "./address.js";
import { framed, h, put } from "./dom.js";
import { counted, setting, short } from "./format.js";

export class Findings {
  constructor(model) {
    this.model = model;
    this.root = h("section", { "aria-label": "Findings" }, h("p", { class: "note" }, "Reading the findings."));
    this.draw = framed(() => this.show());
    model.on("findings", () => {
      this.apply();
      this.draw();
    });
    this.unwatch = watch((names) => {
      if (names && !names.includes("finding")) return;
      this.apply();
      this.draw();
    });
  }

  destroy() {
    this.unwatch();
  }

  /** The finding that the address names, or all of one symptom together. */
  get picked() {
    const { findings } = this.model;
    if (!findings || !state("finding")) return null;
    return findings.find((one) => keyOf(one) === state("finding")) ?? this.groups().find((one) => keyOf(one) === state("finding")) ?? null;
  }

  /** The findings of trials, those of one symptom together. */
  groups() {
    const found = new Map();
    for (const one of this.model.findings) {
      if (one.whole) continue;
      if (!found.has(one.symptom)) found.set(one.symptom, { symptom: one.symptom, all: [], rows: [], steps: [], evidence: {} });
      const group = found.get(one.symptom);
      group.all.push(one);
      group.rows.push(...one.rows);
    }
    return [...found.values()];
  }

  apply() {
    const finding = this.picked;
    this.model.findingShown = finding;
    this.model.filter("finding", finding && finding.rows.length ? new Set(finding.rows) : null);
    this.model.tell("marks", finding ? (finding.all ?? [finding]).flatMap((one) => one.rows.flatMap((row) => one.steps.map((step) => ({ row, step })))) : []);
  }

  show() {
    const { findings, findingsProblem } = this.model;
    if (findingsProblem) {
      put(this.root, h("p", { class: "problem" }, findingsProblem));
      return;
    }
    if (!findings) return;
    const about = findings.filter((one) => one.whole);
    const groups = this.groups();
    const list = (title, some) => (some.length ? [h("h3", {}, title), h("ul", { class: "findings" }, some.map((one) => this.line(one)))] : []);
    put(this.root,
      findings.length ? null : h("p", { class: "note" }, "Nothing stands out: no curve shows a symptom, and no setting a clear effect."),
      list(about.length === 1 ? "Of the study" : "Of the study as a whole", about), groups.length ? [h("h3", {}, "Of trials"), h("ul", { class: "findings" }, groups.map((one) => this.group(one)))] : null);
  }

  /** All trials with one symptom: a button that shows them, and each of them behind it. */
  group(group) {
    if (group.all.length === 1) return this.line(group.all[0]);
    const key = keyOf(group);
    const inside = group.all.some((one) => keyOf(one) === state("finding"));
    const list = h("ul", { class: "findings" });
    const open = () => list.childElementCount || put(list, group.all.map((one) => this.line(one)));
    if (inside || this.opened?.has(group.symptom)) open();
    this.opened ??= new Set();
    return h("li", { class: state("finding") === key ? "chosen" : "" },
      h("button", { type: "button", class: "finding", "aria-pressed": String(state("finding") === key), click: () => change({ finding: state("finding") === key ? "" : key }, { entry: true }) },
        h("b", {}, group.symptom), ` in ${counted(group.rows.length, "trial")}`),
      h("details", { open: inside || this.opened.has(group.symptom), toggle: (event) => {
        if (event.target.open) {
          this.opened.add(group.symptom);
          open();
        } else this.opened.delete(group.symptom);
      } }, h("summary", { class: "quiet" }, "each of them"), list));
  }

  line(one) {
    const key = keyOf(one);
    const on = state("finding") === key;
    const evidence = Object.entries(one.evidence);
    return h("li", { class: on ? "chosen" : "" },
      h("button", { type: "button", class: "finding", "aria-pressed": String(on), click: () => change({ finding: on ? "" : key }, { entry: true }) },
        h("b", {}, one.symptom), " ", one.sentence),
      one.advice ? h("p", { class: "advice" }, one.advice) : null,
      h("details", {}, h("summary", { class: "quiet" }, `evidence${one.rows.length ? `, ${counted(one.rows.length, "trial")}` : ""}${one.steps.length ? `, ${one.steps.length === 1 ? "step" : "steps"} ${one.steps.map(short).join(", ")}` : ""}`),
        evidence.length ? h("dl", {}, evidence.map(([name, value]) => [h("dt", {}, name.replaceAll("_", " ")), h("dd", {}, setting(value))])) : h("p", { class: "quiet" }, "It counts nothing besides its sentence.")));
  }
}

/** What the address calls a finding: it stays the same while others come and go. */
export function keyOf(one) {
  const rows = one.rows.length > 8 ? `${one.rows[0]}~${one.rows.at(-1)}` : one.rows.join(".");
  return `${one.symptom} ${one.evidence.setting ?? ""} ${rows}`.replace(/\s+/g, "-").replace(/-+/g, "-").slice(0, 80);
}
