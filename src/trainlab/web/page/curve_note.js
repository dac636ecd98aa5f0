// What is said below the curves: how many there are, what is left out, and what cannot be seen.
import { change } from "./address.js";
import { h, put } from "./dom.js";
import { counted } from "./format.js";

const said = new WeakMap();

/** Write the note of a picture: `rows` are drawn in panels, `limited` says that some values have no panel.
 * Without a picture, a sentence says why there is none. */
export function writeNote(note, scene, sentence = "") {
  if (!scene) {
    said.delete(note);
    put(note, sentence);
    return;
  }
  const { model, state, geometry, view, rows, limited, problem } = scene;
  const words = [];
  if (problem) words.push(problem);
  if (geometry.unknown) words.push(geometry.unknown);
  const what = geometry.groups ? counted(rows.length, "group") : counted(rows.length, "trial");
  const hidden = model.count - model.shown.length;
  words.push(`${what}${hidden ? ` (${hidden.toLocaleString("en-US")} of ${counted(model.count, "trial")} ${hidden === 1 ? "is" : "are"} filtered out)` : ""}.`);
  if (!model.shown.length) words.push("No trial passes the filters.");
  if (geometry.groups?.length) words.push(`Lines are medians; bands: ${[...new Set(geometry.groups.map((group) => group.band))].join(", or ")} of each group.`);
  if (limited) words.push(limited);
  if (!geometry.groups && geometry.rows.length && state.live && Math.max(...geometry.counts) <= 1) words.push("There is one point so far.");
  if (!geometry.vertices.length) words.push(state.live ? "No step is committed yet." : `No trial has a finite ${model.about.curves[state.curve].label}.`);
  if (geometry.form === "buckets" && !geometry.groups) words.push("Each column of pixels shows the smallest and the largest value in it; zooming in fetches more.");
  // What is said again is not written again: whoever listens to the page would hear it with every commit.
  const key = JSON.stringify([words, view.above, view.all]);
  if (said.get(note) === key) return;
  said.set(note, key);
  put(note, words.join(" "), view.above ? above(view, geometry) : null);
}

/** Curves that leave the picture at the top, and a button that shows them. */
function above(view, geometry) {
  const one = view.above === 1;
  const [low, high] = view.all;
  return [` ${counted(view.above, geometry.groups ? "group" : "curve")} ${one ? "leaves" : "leave"} the picture at the top. `,
    h("button", { type: "button", class: "inline", click: () => change({ y: `${Number(low.toPrecision(6))},${Number(high.toPrecision(6))}` }, { entry: true }) }, one ? "Show it" : "Show them")];
}
