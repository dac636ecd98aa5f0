// What a trial predicted: which classes it takes for which, and the examples it gets most wrong.
import { h } from "./dom.js";

export function predictions(trial) {
  return trial.predictions ? h("div", {}) : null;
}
