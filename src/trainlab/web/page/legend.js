// What colours mean: a scale, or a value a colour. A click on a value shows its trials only.
import { h } from "./dom.js";
import { readable } from "./colors.js";
import { setting, short } from "./format.js";

/** The legend of a setting. `pick(value)` is called with the value that is clicked. */
export function legend(model, name, pick, picked) {
  if (!name || !model.about.settings[name]) return h("div", { class: "legend" });
  const column = model.about.settings[name];
  if (column.kind === "scale") {
    const shades = model.about.scale.map((color) => readable(color)).join(", ");
    return h("div", { class: "legend", role: "img", "aria-label": `Colour: ${name} from ${short(column.low)} to ${short(column.high)}` },
      h("span", { class: "legend-name" }, name),
      h("span", {}, short(column.low)),
      h("span", { class: "scale", style: { background: `linear-gradient(90deg, ${shades})` } }),
      h("span", {}, short(column.high)),
      column.log ? h("span", { class: "quiet" }, "logarithmic") : null);
  }
  return h("div", { class: "legend", role: "group", "aria-label": `Colours of ${name}` },
    h("span", { class: "legend-name" }, name),
    column.legend.map(([value, color]) => h("button", {
      class: "key", type: "button", "aria-pressed": picked === String(value), click: () => pick(value),
      title: "Show the trials of this value only",
    }, h("span", { class: "swatch", style: { background: readable(color) } }), setting(value))));
}

/** The same as data, for a picture that is saved: {name, entries} or {name, low, high, shades}; null for one colour. */
export function legendData(model, name) {
  const column = model.about.settings[name];
  if (!column) return null;
  if (column.kind === "scale") return { name, low: short(column.low), high: short(column.high), shades: model.about.scale.map((color) => readable(color)) };
  return { name, entries: column.legend.map(([value, color]) => [setting(value), readable(color)]) };
}
