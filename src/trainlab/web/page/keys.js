// Keys of the whole page, and the list of them.
import { change, go, open, state } from "./address.js";
import { h } from "./dom.js";

const KEYS = [
  ["x, y", "logarithmic axis, or linear again"],
  ["/", "filter the trials"],
  ["1 to 6", "findings, table, settings, parallel coordinates, trial, command"],
  ["arrows, + -, 0", "in a picture: move, zoom, show all; up and down go from trial to trial, Enter selects"],
  ["Escape", "select no trial"],
  ["s", "all studies"],
  ["?", "these keys"],
];
const TABS = ["", "table", "settings", "parallel", "trial", "command"];

export function keys(view) {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, select, textarea, dialog")) return;
    const study = view().study;
    const does = {
      x: () => study && change({ logx: state("logx") !== "1", x: "" }),
      y: () => study && change({ logy: state("logy") !== "1", y: "" }),
      "/": () => study?.filters.input.focus(),
      Escape: () => study?.model.select([]),
      s: () => open().length && go([]),
      "?": () => showKeys(),
    }[event.key] ?? (study && TABS[Number(event.key) - 1] !== undefined && event.key !== "0" ? () => change({ tab: TABS[Number(event.key) - 1] }) : null);
    if (!does) return;
    event.preventDefault();
    does();
  });
}

export function showKeys() {
  const dialog = h("dialog", { class: "keys", "aria-label": "Keys", close: () => dialog.remove() },
    h("h2", {}, "Keys"),
    h("dl", {}, KEYS.map(([key, does]) => [h("dt", {}, key), h("dd", {}, does)])),
    h("p", { class: "quiet" }, "In a picture: drag to zoom, double click to leave, wheel to zoom (with Shift: vertically), Shift and drag to move."),
    h("button", { type: "button", class: "primary", click: () => dialog.close() }, "close"));
  document.body.append(dialog);
  dialog.showModal();
}
