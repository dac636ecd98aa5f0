// The page: the list of studies, or those that the address names.
import { go, open, watch } from "./address.js";
import { h, put } from "./dom.js";
import { keys, showKeys } from "./keys.js";
import { server } from "./server.js";
import { Studies } from "./studies.js";
import { Study } from "./study.js";

const main = document.getElementById("main");
let shown = null, key = null;

function show() {
  const ids = open();
  if (JSON.stringify(ids) === key) return;
  key = JSON.stringify(ids);
  shown?.destroy();
  if (!ids.length) document.title = "trainlab";
  shown = ids.length ? new Study(server, ids) : new Studies(server);
  put(main, shown.root);
  shown.curves?.early();
}

put(document.getElementById("top"),
  h("a", { href: "#", class: "home", click: (event) => {
    event.preventDefault();
    go([]);
  } }, h("b", {}, "trainlab"), " all studies"),
  h("button", { type: "button", class: "plain", click: showKeys }, "keys"));
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
keys(() => ({ study: shown instanceof Study ? shown : null }));
watch((names) => (!names || names.includes("study")) && show());
show();
