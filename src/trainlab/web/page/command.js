// The shell line and the Python call that make a study, to copy; and what it was made with.
import { h, put, framed, say } from "./dom.js";
import { setting, when } from "./format.js";
import { table } from "./trial.js";

export class Command {
  constructor(model) {
    this.model = model;
    this.root = h("section", { "aria-label": "Command" });
    this.draw = framed(() => this.show());
    model.on("data", () => this.draw());
  }

  destroy() {}

  show() {
    if (!this.model.about) return;
    const { studies, shared } = this.model.about;
    put(this.root, studies.map((study) => [
      studies.length > 1 ? h("h2", {}, study.name) : null,
      study.commands.problem ? h("p", { class: "problem" }, study.commands.problem) : [
        h("h3", {}, "In the shell"), copied(study.commands.shell),
        h("h3", {}, "In Python"), copied(study.commands.python)],
      study.departures.map((line) => h("p", { class: "problem" }, line)),
      h("h3", {}, "What it was made with"),
      table(["", ""], [
        ["folder", study.folder], ["begun", when(study.created)], ["data", study.data],
        ...Object.entries(study.dataset).map(([name, value]) => [`data: ${name.replaceAll("_", " ")}`, setting(value)]),
        ...Object.entries(study.seconds).map(([name, value]) => [`seconds: ${name}`, setting(value)]),
        ...study.nodes.map(([node, share]) => [`node ${node}`, share]),
        ...Object.entries(study.versions),
      ]),
    ]), h("h3", {}, "Settings that all trials share"), table(["setting", "value"], Object.entries(shared).map(([name, value]) => [name, setting(value)])));
  }
}

/** A text with a button that copies it. */
function copied(text) {
  const button = h("button", {
    type: "button", class: "plain", click: async () => {
      try {
        await navigator.clipboard.writeText(text);
        put(button, "copied");
        say("Copied.");
      } catch {
        put(button, "select it, and press Ctrl-C");
      }
      setTimeout(() => put(button, "copy"), 2000);
    },
  }, "copy");
  return h("div", { class: "command" }, h("pre", { tabindex: 0 }, h("code", {}, text.split("\n").map((line, place) => [place ? document.createTextNode("\n") : null, line]))), button);
}
