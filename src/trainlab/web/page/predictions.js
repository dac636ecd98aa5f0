// What a trial predicted: which classes it takes for which, and the examples it gets most wrong.
import { h, put } from "./dom.js";
import { counted, percent, short } from "./format.js";

/** What is kept of a trial's predictions, or how to keep some. */
export function predictions(model, row, trial) {
  if (!trial.predictions.length) {
    if (trial.classifies === false) return null; // it predicts numbers: there is nothing to take for something else
    const { name } = model.about.studies[model.about.trials.study[row]];
    return h("p", { class: "quiet" }, `Which examples it gets wrong is not kept: 'trainlab evaluate ${name}:${trial.id} --keep' keeps it.`);
  }
  return h("div", {}, trial.predictions.map((one) => [
    h("h3", {}, `Predictions of ${one.split}, ${one.weights} weights: ${percent(one.right / one.examples, 2)} of ${counted(one.examples, "example")} right`),
    h("div", { class: "columns" }, h("div", {}, one.confusion ? confusion(one) : h("p", { class: "quiet" }, `${one.classes.length} classes are too many for a table.`)), h("div", {}, worst(model, row, trial, one)))]));
}

/** Rows are what examples are, columns what they were taken for. */
function confusion({ classes, confusion: counts }) {
  const most = Math.max(1, ...counts.map((row) => Math.max(...row)));
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Confusion matrix" }, h("table", { class: "confusion" },
    h("caption", { class: "quiet" }, "rows: what it is; columns: what it was taken for"),
    h("thead", {}, h("tr", {}, h("th", {}, ""), classes.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, counts.map((row, k) => h("tr", {}, h("th", { scope: "row" }, classes[k]), row.map((count, j) => h("td", {
      class: k === j ? "right" : count ? "wrong" : "quiet", style: { "--share": count / most },
    }, String(count))))))));
}

function worst(model, row, trial, one) {
  const [height, width, channels = 1] = one.shape;
  const image = one.shape.length >= 2 && width > 1 && [1, 3].includes(channels);
  const wrong = one.worst.filter((example) => example.target !== example.predicted);
  if (!wrong.length) return h("p", { class: "quiet" }, "None of them is wrong.");
  const box = h("div", { class: image ? "pictures" : "scroll", tabindex: image ? null : 0, role: image ? null : "region", "aria-label": "Examples it gets most wrong" });
  const text = (example) => `${example.target} taken for ${example.predicted}`;
  if (!image) {
    put(box, h("table", {}, h("thead", {}, h("tr", {}, ["example", "is", "taken for", "loss"].map((head) => h("th", { scope: "col" }, head)))),
      h("tbody", {}, wrong.slice(0, 20).map((example) => h("tr", {}, h("td", {}, String(example.example)), h("td", {}, example.target), h("td", {}, example.predicted), h("td", { class: "number" }, short(example.loss)))))));
  } else {
    model.source.examples(model.ids[model.about.trials.study[row]], trial.id, one.split, one.weights).then(({ inputs }) => {
      put(box, wrong.slice(0, 24).map((example) => h("figure", {},
        picture(inputs, one.worst.indexOf(example) * height * width * channels, height, width, channels, text(example)),
        h("figcaption", {}, text(example), h("span", { class: "quiet" }, `, loss ${short(example.loss)}`)))));
    }).catch((error) => put(box, h("p", { class: "problem" }, error.message)));
  }
  return [h("h3", {}, "What it gets most wrong"), box];
}

function picture(inputs, from, height, width, channels, label) {
  const canvas = h("canvas", { width, height, role: "img", "aria-label": label });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const size = height * width * channels;
  let low = Infinity, high = -Infinity;
  for (let k = from; k < from + size; k++) {
    low = Math.min(low, inputs[k]);
    high = Math.max(high, inputs[k]);
  }
  for (let k = 0; k < height * width; k++) {
    for (let c = 0; c < 3; c++) {
      const value = inputs[from + k * channels + (channels === 3 ? c : 0)];
      image.data[4 * k + c] = high > low ? (255 * (value - low)) / (high - low) : 0;
    }
    image.data[4 * k + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
