// One study, or several together: its parts, which follow each other, and what is new.
import { change, linkTo, go, state, watch } from "./address.js";
import { Command } from "./command.js";
import { Curves } from "./curves.js";
import { Filters } from "./filters.js";
import { Findings } from "./findings.js";
import { h, put, quietly, say } from "./dom.js";
import { Model } from "./model.js";
import { Parallel } from "./parallel.js";
import { Settings } from "./settings.js";
import { progress } from "./studies.js";
import { Table } from "./table.js";
import { Trial } from "./trial.js";

const TABS = [["findings", "Findings"], ["table", "Table"], ["settings", "Settings"], ["parallel", "Parallel"], ["trial", "Trial"], ["command", "Command"]];

const RELOAD = 4000; // milliseconds between two looks at trials while a study trains; curves follow every commit
const FINDING = 20000; // milliseconds between two looks for findings while a study trains

export class Study {
  constructor(source, ids) {
    this.ids = ids;
    this.source = source;
    this.model = new Model(source, ids);
    this.title = h("div", { class: "part-head" });
    this.message = h("div", { class: "message", role: "alert" });
    this.curves = new Curves(this.model);
    this.filters = new Filters(this.model);
    this.parts = {
      findings: new Findings(this.model), table: new Table(this.model), settings: new Settings(this.model),
      parallel: new Parallel(this.model), trial: new Trial(this.model), command: new Command(this.model),
    };
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "Parts of the study", keydown: (event) => this.tabKey(event) });
    this.panel = h("div", { class: "part tab-panel", role: "tabpanel", id: "panel", tabindex: -1 });
    this.root = h("div", { class: "study" }, this.title, this.message, this.filters.root, this.curves.root, this.tabs, this.panel);
    this.model.on("data", () => this.showTitle());
    this.model.on("problem", (sentence) => this.tell(sentence, 4000));
    this.model.on("done", (sentence) => this.tell(sentence, 4000, "note"));
    this.model.findingOf = (row) => this.firstOf?.get(row);
    this.unwatch = watch((names) => (!names || names.includes("tab")) && this.showTab());
    this.reload = throttled(RELOAD, () => this.again());
    this.refind = throttled(FINDING, () => this.find());
    this.refindAtEnd = quietly(1500, () => this.find());
    this.start();
  }

  destroy() {
    this.unwatch();
    this.unfollow?.();
    this.ended = true;
    this.filters.destroy();
    this.curves.destroy();
    for (const part of Object.values(this.parts)) part.destroy();
  }

  async start() {
    try {
      await this.model.load();
    } catch (error) {
      put(this.root, h("section", { class: "part" }, h("p", { class: "problem", role: "alert" }, error.message), h("p", {}, h("a", { href: "#" }, "All studies"))));
      return;
    }
    if (this.ended) return;
    this.filters.start();
    this.showTab();
    this.find();
    this.unfollow = this.source.follow?.(this.ids, (name, content) => this.told(name, content));
  }

  told(name, content) {
    if (name === "gone") {
      this.gone = true;
      this.tell(`${content.sentence} What is shown is what was read of it before.`);
      this.unfollow?.();
      return;
    }
    if (name === "lost") {
      this.lost = true;
      this.tell(content.sentence);
      return;
    }
    if (name === "connected") {
      if (this.lost) this.tell("");
      this.lost = false;
      return;
    }
    if (content.sentence) {
      this.tell(content.sentence);
      return;
    }
    const { about } = this.model;
    content.states.forEach((how, place) => (about.studies[place].state = how));
    if (content.versions.join() === about.versions.join()) {
      this.showTitle();
      return;
    }
    about.versions = content.versions;
    this.curves.more().finally(() => this.ended || this.showTitle()); // in the same frame as the curves
    this.reload();
    // Findings of a study that trains are read seldom: they look at every point there is.
    if (content.states.some((how) => how.word === "training")) this.refind();
    else this.refindAtEnd();
  }

  async again() {
    if (this.ended || this.gone) return;
    try {
      await this.model.load();
    } catch (error) {
      this.tell(error.message);
    }
  }

  async find() {
    try {
      const { findings } = await this.source.findings(this.ids);
      if (this.ended) return;
      this.model.findings = findings;
      this.firstOf = new Map();
      for (const one of findings) for (const row of one.whole ? [] : one.rows) if (!this.firstOf.has(row)) this.firstOf.set(row, one);
      this.model.exploded = new Set(findings.filter((one) => one.symptom === "exploded").flatMap((one) => one.rows));
      this.model.findingsProblem = "";
    } catch (error) {
      this.model.findingsProblem = error.message;
    }
    this.model.tell("findings");
    this.showTabs();
  }

  showTitle() {
    const { studies } = this.model.about;
    document.title = `${studies.map((study) => study.name).join(", ")} - trainlab`;
    put(this.title,
      h("h1", {}, studies.map((study) => study.name).join(" and ")),
      studies.map((study) => h("span", { class: "facts" },
        studies.length > 1 ? h("a", { href: linkTo([study.id]), click: (event) => {
          event.preventDefault();
          go([study.id]);
        } }, study.name) : null,
        h("span", { class: `state ${study.state.word}` }, study.state.word),
        study.state.word === "training" ? progress(study.state) : null,
        h("span", { class: "quiet" }, `${study.data}. ${study.state.sentence}`))));
  }

  /** Say something above all parts; it goes after some milliseconds, or stays for 0. */
  tell(sentence, milliseconds = 0, kind = "problem") {
    clearTimeout(this.quiet);
    put(this.message, sentence ? h("p", { class: kind }, sentence) : null);
    if (sentence) say(sentence);
    if (milliseconds) this.quiet = setTimeout(() => put(this.message), milliseconds);
  }

  get tab() {
    return state("tab") in this.parts ? state("tab") : "findings";
  }

  showTabs() {
    const focused = this.tabs.contains(document.activeElement);
    put(this.tabs, TABS.map(([name, text]) => h("button", {
      type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "panel", "aria-selected": String(this.tab === name), tabindex: this.tab === name ? 0 : -1,
      click: () => change({ tab: name === "findings" ? "" : name }),
    }, text, name === "findings" && this.model.findings?.length ? ` ${this.model.findings.length}` : "")));
    if (focused) this.tabs.querySelector('[aria-selected="true"]').focus();
  }

  showTab() {
    this.showTabs();
    const part = this.parts[this.tab];
    if (this.panel.firstChild !== part.root) this.panel.replaceChildren(part.root);
    this.panel.setAttribute("aria-labelledby", `tab-${this.tab}`);
    part.draw();
  }

  tabKey(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const at = TABS.findIndex(([name]) => name === this.tab);
    const [name] = TABS[(at + by + TABS.length) % TABS.length];
    change({ tab: name === "findings" ? "" : name });
  }
}

/** Call at most once in some milliseconds, the last time included. */
function throttled(milliseconds, call) {
  let waiting = 0, last = -Infinity;
  return () => {
    if (waiting) return;
    const rest = Math.max(0, last + milliseconds - performance.now());
    waiting = setTimeout(() => {
      waiting = 0;
      last = performance.now();
      call();
    }, rest);
  };
}
