// What leaves the page: pictures of what is seen, and the data of what is selected.
import { h, say } from "./dom.js";
import { picturePng, pictureSvg } from "./pictures.js";

/** Let the browser save something under a name. */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/** Rows as a list that fits an address: 3,5-8. */
export function ranges(ids) {
  const sorted = [...ids].sort((a, b) => a - b);
  const parts = [];
  for (let from = 0; from < sorted.length;) {
    let to = from;
    while (sorted[to + 1] === sorted[to] + 1) to += 1;
    parts.push(from === to ? `${sorted[from]}` : `${sorted[from]}-${sorted[to]}`);
    from = to + 1;
  }
  return parts.join(",");
}

/** Data of the rows that are chosen, a file a study. */
export async function saveData(model, form, what, fields) {
  const { study, id } = model.about.trials;
  try {
    for (const [place, name] of model.ids.entries()) {
      const ids = model.chosen.filter((row) => study[row] === place).map((row) => id[row]);
      if (!ids.length) continue;
      const whole = ids.length === study.filter((one) => one === place).length;
      const blob = await model.source[what]({ study: name, form, trials: whole ? null : ranges(ids), ...fields });
      save(blob, `${name}-${what === "table" ? "trials" : "curves"}.${form}`);
    }
    say("The file is saved.");
  } catch (error) {
    say(error.message);
    model.tell("problem", error.message);
  }
}

/** The menu of a picture. `picture()` gives {name, png(), svg()}; `data` are further entries: [text, call]. */
export function saveMenu(picture, data = []) {
  const item = ([text, call]) => h("button", { type: "button", click: (event) => {
    event.target.closest("details").open = false;
    call();
  } }, text);
  return h("details", { class: "menu right" },
    h("summary", {}, h("span", { class: "menu-value" }, "save")),
    h("div", { class: "menu-body" }, [
      ["picture as PNG", async () => save(await picture().png(), `${picture().name}.png`)],
      ["picture as SVG", () => save(picture().svg(), `${picture().name}.svg`)],
      ...data].map(item)));
}

/** Panels as a picture: {name, title, legend, home, charts}, see pictures.js. */
export const ofPanels = (picture) => ({ name: picture.name, png: () => picturePng(picture), svg: () => pictureSvg(picture) });

/** The names of the studies, for titles. */
export const studyNames = (model) => model.about.studies.map((study) => study.name).join(" and ");

/** What the menu of the curves saves besides the picture. */
export function pointItems(model, curve) {
  if (!model.source.live) return [];
  return [["points as CSV", () => saveData(model, "csv", "points", { curves: curve() })],
    ["points as Parquet", () => saveData(model, "parquet", "points", { curves: curve() })]];
}
