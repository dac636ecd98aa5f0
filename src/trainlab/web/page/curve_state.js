// What of the curves is drawn, as the address says it: the curve, the axes, colours, groups, panels, smoothing.
import { state } from "./address.js";

/** The choices that the address may hold; a change of one of them changes the picture. */
export const CHOICES = ["curve", "along", "color", "group", "panels", "smooth", "logx", "logy", "x", "y"];

export class CurveState {
  constructor(model) {
    this.model = model;
  }

  get curve() {
    const names = Object.keys(this.model.about.curves);
    return names.includes(state("curve")) ? state("curve") : names[0];
  }

  get along() {
    return state("along") in this.model.about.axes ? state("along") : "step";
  }

  /** Whether the horizontal axis counts something: nothing lies between 0 and 1. */
  get counts() {
    return this.along === "step" || this.along === "examples";
  }

  get color() {
    return colored(this.model);
  }

  get group() {
    return state("group").split(",").filter((name) => name in this.model.about.settings);
  }

  get split() {
    return state("panels") in this.model.about.settings ? state("panels") : "";
  }

  get smooth() {
    const points = Number(state("smooth"));
    return Number.isInteger(points) && points > 1 && points <= 100000 ? points : 1;
  }

  get logX() {
    return state("logx") === "1";
  }

  get logY() {
    return state("logy") === "1";
  }

  get live() {
    return this.model.about.studies.some((study) => ["training", "compiling"].includes(study.state.word));
  }

  /** What trials are grouped by: of panels, each value has groups of its own. */
  get by() {
    const by = this.group;
    return by.length && this.split && !by.includes(this.split) ? [...by, this.split] : by;
  }
}

/** The setting that colours mean, in all parts; an empty text for one colour. */
export function colored(model) {
  const wanted = state("color");
  if (wanted === "none") return "";
  return wanted in model.about.settings ? wanted : model.about.color ?? "";
}
