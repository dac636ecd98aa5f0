// The choices above the curves: which curve, along what, colours, groups, panels, smoothing, and what is saved.
import { change } from "./address.js";
import { choice, h, put } from "./dom.js";
import { ofPanels, pointItems, saveMenu, studyNames } from "./downloads.js";
import { legendData } from "./legend.js";

const SMOOTHINGS = ["1", "5", "20", "50", "100", "500"];

export class CurveControls {
  constructor(curves) {
    this.curves = curves;
    this.root = h("div", { class: "controls" });
  }

  show() {
    const { model, state } = this.curves;
    const { about } = model;
    const settings = [...model.varied, ...model.columns.filter((name) => !about.settings[name].varied)];
    const named = (list) => list.map((name) => [name, name]);
    const curves = Object.entries(about.curves).map(([name, one]) => [name, one.label]);
    const toggle = (label, name, key, on) => h("button", {
      type: "button", class: "toggle", "aria-pressed": String(on), "aria-keyshortcuts": key, title: `${label} (key ${key})`,
      click: () => change({ [name]: !on, [name === "logx" ? "x" : "y"]: "" }),
    }, label);
    const box = document.activeElement;
    const focused = this.root.contains(box) ? box.getAttribute("data-name") : null;
    put(this.root,
      choice("curve", curves, state.curve, (curve) => change({ curve, y: "" }), { "data-name": "curve" }),
      choice("along", Object.keys(about.axes).map((name) => [name, name]), state.along, (along) => change({ along, x: "" }), { "data-name": "along" }),
      toggle("log x", "logx", "x", state.logX),
      toggle("log y", "logy", "y", state.logY),
      choice("colour", [["none", "one colour"], ...named(settings)], state.color || "none", (color) => change({ color }), { "data-name": "color" }),
      this.groups(settings),
      choice("side by side", [["", "one panel"], ...named(settings)], state.split, (panels) => change({ panels }), { "data-name": "panels" }),
      model.source.live && choice("smooth", SMOOTHINGS.map((points) => [points, points === "1" ? "no" : `${points} points`]), String(state.smooth),
        (smooth) => change({ smooth: smooth === "1" ? "" : smooth }), { "data-name": "smooth" }),
      h("span", { class: "spring" }),
      h("button", { type: "button", class: "plain", click: () => this.curves.leave(), title: "Show all of the curves (double click, or key 0)" }, "whole"),
      saveMenu(() => ofPanels(this.picture()), pointItems(model, () => state.curve)));
    if (focused) this.root.querySelector(`[data-name="${focused}"]`)?.focus();
  }

  picture() {
    const { model, state, panels, charts } = this.curves;
    return {
      name: state.curve, title: `${studyNames(model)}: ${model.about.curves[state.curve].label}`, legend: legendData(model, state.color), home: panels,
      charts: [...charts.values()].map(({ chart, title }) => ({ chart, title: title.hidden ? "" : title.textContent })),
    };
  }

  groups(settings) {
    const chosen = new Set(this.curves.state.group);
    const text = chosen.size ? [...chosen].join(", ") : "every trial";
    const box = (name) => h("label", { class: "check" }, h("input", {
      type: "checkbox", checked: chosen.has(name), change: (event) => {
        if (event.target.checked) chosen.add(name);
        else chosen.delete(name);
        this.open = true;
        change({ group: [...chosen].join(",") });
      },
    }), name);
    const made = h("details", { class: "menu", open: this.open, toggle: (event) => (this.open = event.target.open) },
      h("summary", { "data-name": "group" }, h("span", { class: "field-name" }, "group by"), h("span", { class: "menu-value" }, text)),
      h("div", { class: "menu-body" }, h("p", { class: "quiet" }, "A median and a band for each value, over all trials of it."), settings.filter((name) => name !== "seed").map(box)));
    return h("div", { class: "field" }, made);
  }
}
