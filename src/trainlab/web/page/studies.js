// The list of all studies: the newest first, to be opened alone or together.
import { go, linkTo, open, state, change } from "./address.js";
import { h, put, say } from "./dom.js";
import { counted, percent, when } from "./format.js";

const HEADS = ["", "name", "begun", "data", "net", "varied", "trials", "state", "best validation", "first finding"];

export class Studies {
  constructor(source) {
    this.source = source;
    this.root = h("section", { class: "part", "aria-label": "Studies" });
    this.ticked = new Set(state("ticked").split(",").filter(Boolean));
    this.findings = new Map();
    this.load();
    this.timer = setInterval(() => document.hidden || this.load(), state("next") ? 500 : 3000);
  }

  destroy() {
    clearInterval(this.timer);
    this.ended = true;
  }

  async load() {
    try {
      const found = await this.source.studies();
      const text = JSON.stringify(found);
      if (this.ended || open().length) return;
      if (text !== this.text) {
        this.text = text;
        this.found = found;
        // The page of a study that begins now waits for it here.
        const next = Number(state("next")) && found.studies.find((study) => Date.parse(study.created) / 1000 >= Number(state("next")) - 1);
        if (next) {
          go([next.id]);
          return;
        }
        this.show();
        this.readFindings();
      }
      this.problem = "";
    } catch (error) {
      if (this.problem !== error.message) put(this.root, h("p", { class: "problem", role: "alert" }, error.message));
      this.problem = error.message;
      this.text = "";
    }
  }

  async readFindings() {
    if (this.reading) return;
    this.reading = true;
    for (const study of this.found.studies.slice(0, 40)) {
      const key = `${study.id} ${study.state.made} ${study.state.over}`;
      if (this.ended) break;
      if (this.findings.has(key)) continue;
      try {
        this.findings.set(key, await this.source.firstFinding(study.id));
        this.show();
      } catch { /* it is read again with the list */ }
    }
    this.reading = false;
  }

  show() {
    const { found } = this;
    const focused = document.activeElement?.getAttribute?.("data-study");
    const scrolled = this.root.querySelector(".scroll")?.scrollLeft ?? 0;
    const rows = found.studies.map((study) => this.row(study));
    const damaged = Object.entries(found.damaged).map(([name, reason]) => h("p", { class: "problem" }, `${name} cannot be read: ${reason}.`));
    put(this.root,
      h("div", { class: "part-head" },
        h("h1", {}, "Studies"),
        h("span", { class: "quiet path" }, found.root),
        h("span", { class: "spring" }),
        h("button", { type: "button", class: "primary", disabled: this.ticked.size === 0, click: () => go(this.order()) },
          this.ticked.size > 1 ? `Open ${this.ticked.size} together` : "Open together")),
      state("next") ? h("p", { class: "note" }, "The study that was started is shown here as soon as it is planned.") : null,
      found.sentence ? h("p", { class: "note" }, found.sentence) : null,
      found.studies.length ? h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of studies" }, h("table", { class: "studies" },
        h("thead", {}, h("tr", {}, HEADS.map((head) => h("th", { scope: "col" }, head)))),
        h("tbody", {}, rows))) : null,
      damaged);
    if (scrolled) this.root.querySelector(".scroll").scrollLeft = scrolled;
    if (focused) this.root.querySelector(`[data-study="${CSS.escape(focused)}"]`)?.focus();
  }

  order() {
    return this.found.studies.map((study) => study.id).filter((id) => this.ticked.has(id));
  }

  row(study) {
    const { state: how } = study;
    const finding = this.findings.get(`${study.id} ${how.made} ${how.over}`);
    const trials = how.over < study.trials ? `${how.over.toLocaleString("en-US")} of ${study.trials.toLocaleString("en-US")}` : study.trials.toLocaleString("en-US");
    const cell = (place, attributes, ...content) => h("td", { ...attributes, "data-head": HEADS[place] }, ...content);
    return h("tr", { class: this.ticked.has(study.id) ? "chosen" : "" },
      h("td", {}, h("input", {
        type: "checkbox", checked: this.ticked.has(study.id), "aria-label": `Choose ${study.name}`, "data-study": `tick ${study.id}`,
        change: (event) => {
          if (event.target.checked) this.ticked.add(study.id);
          else this.ticked.delete(study.id);
          change({ ticked: [...this.ticked].join(",") });
          say(`${counted(this.ticked.size, "study", "studies")} chosen.`);
          this.show();
        },
      })),
      h("td", { class: "name-cell" }, h("a", { href: linkTo([study.id]), "data-study": study.id, click: (event) => {
        if (event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        go([study.id]);
      } }, study.name)),
      cell(2, { class: "quiet when" }, when(study.created)),
      cell(3, {}, study.data),
      cell(4, {}, study.net),
      cell(5, {}, study.varied.join(", ") || "-"),
      cell(6, { class: "number" }, trials),
      cell(7, {}, h("span", { class: `state ${how.word}`, title: how.sentence }, how.word), how.word === "training" ? [progress(how), how.left_text ? h("div", { class: "quiet" }, `${how.left_text} left`) : null] : null),
      cell(8, { class: "number" }, study.best),
      cell(9, { class: "finding-cell" }, finding ? [finding.symptom ? h("b", {}, `${finding.symptom}: `) : null, finding.sentence] : h("span", { class: "quiet" }, "reading")));
  }
}

/** How far a study is. */
export function progress(how) {
  const share = how.of ? how.made / how.of : 0;
  return h("progress", { max: 1, value: share, "aria-label": how.sentence, title: how.sentence });
}
