// The report: the page of one study, whose parts lie one below the other, below a text that stands in the file.
import { change, state } from "./address.js";
import { embedded } from "./embedded.js";
import { h, put } from "./dom.js";
import { Study } from "./study.js";

const PARTS = [
  ["findings", "Findings"], ["settings", "Settings"], ["parallel", "All settings together"], ["table", "Table"], ["trial", "One trial"],
  ["command", "How it was made"],
];

const PRINTED_ROWS = 30; // of the table of trials; a longer one is not printed: the best trials stand in the text

class Report extends Study {
  constructor(source) {
    super(source, source.ids);
    this.curves.root.prepend(h("h2", { id: "curves" }, "Curves"));
    if (source.note) this.curves.root.append(h("p", { class: "note" }, source.note));
    const sections = PARTS.map(([name, title]) => h("section", { class: `part ${name}-part` }, h("h2", { id: name }, title), this.parts[name].root));
    this.model.on("data", () => this.root.classList.toggle("many", this.model.count > PRINTED_ROWS));
    put(this.root, this.message, this.filters.root, this.curves.root, sections);
  }

  showTitle() {}

  showTabs() {}

  showTab() {
    for (const [name] of PARTS) this.parts[name].draw();
  }
}

async function show() {
  const main = document.getElementById("page");
  try {
    put(main, new Report(await embedded()).root);
  } catch (error) {
    put(main, h("p", { class: "problem", role: "alert" }, `The pictures need a newer browser (${error.message}). The text above holds without them.`));
  }
}

// An address with a part of the page in it would be read as the state of the pictures: links scroll by themselves.
for (const link of document.querySelectorAll("header nav a")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById(link.hash.slice(1))?.scrollIntoView();
  });
}
show();
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea")) return;
  if (event.key === "x") change({ logx: state("logx") !== "1", x: "" });
  if (event.key === "y") change({ logy: state("logy") !== "1", y: "" });
});
