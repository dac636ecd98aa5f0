// What is said beside the cursor: of the trial that is nearest, its settings, its value, its finding.
import { h, put } from "./dom.js";
import { setting } from "./format.js";

export class Tip {
  constructor(parent) {
    this.root = h("div", { class: "tip", hidden: true });
    parent.append(this.root);
  }

  /** Show lines at a place of the parent; null hides it. */
  show(lines, px = 0, py = 0, color = "") {
    if (!lines) {
      this.root.hidden = true;
      return;
    }
    const [head, ...rest] = lines;
    put(this.root, h("div", { class: "tip-head" }, h("span", { class: "swatch", style: { background: color } }), head), rest.map((line) => h("div", {}, line)));
    this.root.hidden = false;
    const whole = this.root.parentElement.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.root;
    const left = px + 16 + width > whole.width ? px - width - 12 : px + 16;
    this.root.style.left = `${Math.max(0, Math.min(left, whole.width - width))}px`;
    this.root.style.top = `${Math.max(0, Math.min(py + 14, whole.height - height))}px`;
  }
}

/** Lines about a trial: its name, its settings, and what is given besides. */
export function aboutTrial(model, row, more = []) {
  const settings = model.settingsOf(row).map(([name, value]) => `${name}=${setting(value)}`).join(", ");
  const finding = model.findingOf?.(row);
  return [
    `${model.name(row)}: ${model.about.trials.words[row]}`,
    ...(settings ? [settings] : []),
    ...more,
    ...(finding ? [`${finding.symptom}: ${finding.sentence}`] : []),
  ];
}
