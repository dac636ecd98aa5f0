// All trials in a table: sorted by any column, columns to choose, copied and saved.
import { change, state, watch } from "./address.js";
import { readable } from "./colors.js";
import { framed, h, put, say } from "./dom.js";
import { counted, result, setting } from "./format.js";
import { saveData } from "./downloads.js";

const ROW = 28; // pixels
const EXTRA = 12; // rows above and below those that are seen

export class Table {
  constructor(model) {
    this.model = model;
    this.tools = h("div", { class: "controls" });
    this.head = h("thead");
    this.body = h("tbody");
    this.scroll = h("div", { class: "scroll tall", tabindex: 0, role: "region", "aria-label": "Table of trials", scroll: framed(() => this.rows()) },
      h("table", { class: "trials" }, this.head, this.body));
    this.root = h("section", { "aria-label": "Table" }, this.tools, this.scroll);
    this.draw = framed(() => this.show());
    for (const name of ["data", "shown", "selected", "findings"]) model.on(name, () => this.draw());
    model.on("pointed", () => this.mark());
    this.unwatch = watch((names) => (!names || names.some((name) => ["sort", "cols", "color"].includes(name))) && this.draw());
  }

  destroy() {
    this.unwatch();
  }

  /** Every column there is: its head, its cell, and the value it is sorted by. */
  get all() {
    const { about } = this.model;
    const { trials, settings, results } = about;
    const found = { trial: { head: "trial", cell: (row) => String(trials.id[row]), value: (row) => row } };
    if (about.together && !("study" in settings)) found.study = { head: "study", cell: (row) => about.studies[trials.study[row]].name, value: (row) => trials.study[row] };
    for (const name of this.model.columns) {
      const { values, numbers } = settings[name];
      found[name] = { head: name, number: numbers !== null, cell: (row) => setting(values[row]), value: (row) => (numbers ? numbers[row] : values[row]) };
    }
    for (const [name, column] of Object.entries(results)) {
      found[name] = { head: column.label, number: true, cell: (row) => result(column.values[row], column), value: (row) => column.values[row], down: !column.lower };
    }
    found.status = { head: "status", cell: (row) => trials.words[row], value: (row) => trials.words[row] };
    found.steps = { head: "steps", number: true, cell: (row) => trials.steps[row].toLocaleString("en-US"), value: (row) => trials.steps[row] };
    found.finding = { head: "finding", cell: (row) => this.model.findingOf?.(row)?.symptom ?? "", value: (row) => this.model.findingOf?.(row)?.symptom ?? "" };
    return found;
  }

  get chosen() {
    const all = this.all;
    const wanted = state("cols").split(",").filter((name) => name in all);
    if (wanted.length) return wanted;
    const { by } = this.model.about;
    const best = [`best_${by}`, "best_validation_loss", "best_evaluated_train_loss"].filter((name) => name in all);
    return ["trial", ...this.model.varied, ...new Set(best), "status", "finding"].filter((name) => name in all);
  }

  /** The rows that are shown, in the order that was asked for. */
  sorted() {
    const [name, direction] = state("sort").split(":");
    const column = this.all[name];
    const rows = [...this.model.shown];
    if (!column) return rows.sort((a, b) => this.model.rank[a] - this.model.rank[b]);
    const sign = direction === "down" ? -1 : 1;
    const missing = (value) => value === null || value === undefined || value === "" || value !== value;
    return rows.sort((a, b) => {
      const [one, other] = [column.value(a), column.value(b)];
      if (missing(one) || missing(other)) return missing(one) - missing(other) || a - b;
      if (typeof one === "number" && typeof other === "number") return sign * (one - other) || a - b;
      return sign * String(one).localeCompare(String(other), "en", { numeric: true }) || a - b;
    });
  }

  sortBy(name) {
    const column = this.all[name];
    const [now, direction] = state("sort").split(":");
    const first = column.down ? "down" : "up";
    const second = first === "up" ? "down" : "up";
    change({ sort: now !== name ? `${name}:${first}` : direction === first ? `${name}:${second}` : "" });
  }

  show() {
    if (!this.model.about || !this.root.isConnected) return;
    const all = this.all, names = this.chosen;
    const [by, direction] = state("sort").split(":");
    this.order = this.sorted();
    this.columns = names.map((name) => [name, all[name]]);
    const focus = document.activeElement?.getAttribute?.("data-sort");
    put(this.head, h("tr", {}, this.columns.map(([name, column]) => h("th", {
      scope: "col", class: column.number ? "number" : "", "aria-sort": by === name ? (direction === "down" ? "descending" : "ascending") : "none",
    }, h("button", { type: "button", "data-sort": name, click: () => this.sortBy(name) }, column.head, by === name ? (direction === "down" ? " ↓" : " ↑") : "")))));
    if (focus) this.head.querySelector(`[data-sort="${CSS.escape(focus)}"]`)?.focus();
    const live = this.model.source.live;
    const columns = names.filter((name) => !["trial", "study", "finding"].includes(name)).map((name) => name.replace(/^best_/, "")).join(",");
    const open = this.tools.querySelector("details")?.open;
    put(this.tools,
      h("span", { class: "quiet" }, `${counted(this.order.length, "trial")}${by ? "" : `, the best by ${this.model.about.by.replaceAll("_", " ")} first`}`),
      h("span", { class: "spring" }),
      h("details", { class: "menu right", open }, h("summary", {}, h("span", { class: "menu-value" }, "columns")), h("div", { class: "menu-body" },
        Object.keys(all).map((name) => h("label", { class: "check" }, h("input", {
          type: "checkbox", checked: names.includes(name), change: (event) => {
            const next = event.target.checked ? [...names, name] : names.filter((one) => one !== name);
            change({ cols: next.join(",") });
          },
        }), all[name].head)), h("button", { type: "button", class: "plain", click: () => change({ cols: "" }) }, "the usual ones"))),
      h("button", { type: "button", class: "plain", click: () => this.copy() }, "copy"),
      live ? h("button", { type: "button", class: "plain", click: () => saveData(this.model, "csv", "table", { columns }) }, "CSV") : null,
      live ? h("button", { type: "button", class: "plain", click: () => saveData(this.model, "parquet", "table", { columns }) }, "Parquet") : null);
    this.rows();
  }

  /** Only the rows that are seen are elements: a table of 10,000 trials scrolls as one of ten. */
  rows() {
    if (!this.columns) return;
    const { scrollTop, clientHeight } = this.scroll;
    const first = Math.max(0, Math.floor(scrollTop / ROW) - EXTRA);
    const last = Math.min(this.order.length, first + Math.ceil((clientHeight || 400) / ROW) + 2 * EXTRA);
    const gap = (rows) => (rows > 0 ? h("tr", { class: "gap", "aria-hidden": "true" }, h("td", { colspan: this.columns.length, style: { height: `${rows * ROW}px` } })) : null);
    const focused = document.activeElement?.getAttribute?.("data-row");
    put(this.body, gap(first), this.order.slice(first, last).map((row) => this.row(row)), gap(this.order.length - last));
    if (focused) this.body.querySelector(`[data-row="${focused}"]`)?.focus({ preventScroll: true });
  }

  row(row) {
    const { model } = this;
    const color = this.colorOf(row);
    const made = h("tr", {
      tabindex: 0, "data-row": row, class: this.classes(row), "aria-selected": String(model.selected.has(row)),
      mouseenter: () => model.point(row), mouseleave: () => model.point(-1), focus: () => model.point(row), blur: () => model.point(-1),
      click: (event) => (event.ctrlKey || event.metaKey || event.shiftKey ? model.toggle(row) : model.select(model.selected.size === 1 && model.selected.has(row) ? [] : [row])),
      keydown: (event) => this.key(event, row),
    }, this.columns.map(([, column], place) => h("td", { class: column.number ? "number" : "" }, place === 0 ? h("span", { class: "swatch", style: { background: color } }) : null, column.cell(row))));
    return made;
  }

  classes(row) {
    return [this.model.selected.has(row) ? "chosen" : "", this.model.pointed === row ? "pointed" : ""].join(" ").trim();
  }

  colorOf(row) {
    const { about } = this.model;
    const name = state("color") === "none" ? "" : state("color") in about.settings ? state("color") : about.color;
    return readable(name ? about.settings[name].colors[row] : about.categories[0]);
  }

  mark() {
    for (const element of this.body.children) {
      const row = element.getAttribute("data-row");
      if (row !== null) element.className = this.classes(Number(row));
    }
  }

  key(event, row) {
    const at = this.order.indexOf(row);
    const go = (place) => {
      const next = this.order[Math.max(0, Math.min(this.order.length - 1, place))];
      if (!this.body.querySelector(`[data-row="${next}"]`)) {
        this.scroll.scrollTop = Math.max(0, place * ROW - 100);
        this.rows();
      }
      this.body.querySelector(`[data-row="${next}"]`)?.focus();
    };
    const does = {
      ArrowDown: () => go(at + 1), ArrowUp: () => go(at - 1), Home: () => go(0), End: () => go(this.order.length - 1),
      PageDown: () => go(at + 10), PageUp: () => go(at - 10),
      Enter: () => this.model.select([row]), " ": () => this.model.toggle(row),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  }

  async copy() {
    const rows = this.model.selected.size ? this.order.filter((row) => this.model.selected.has(row)) : this.order;
    const text = [this.columns.map(([, column]) => column.head), ...rows.map((row) => this.columns.map(([, column]) => column.cell(row)))]
      .map((cells) => cells.map((cell) => String(cell).replace(/[\t\n\r]/g, " ")).join("\t")).join("\n");
    try {
      await navigator.clipboard.writeText(text);
      this.model.tell("done", `${counted(rows.length, "row")} copied.`);
    } catch {
      this.model.tell("problem", "The browser did not allow copying.");
    }
  }
}
