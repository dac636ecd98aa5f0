// The state of the page is its address: what is drawn, the zoom, filters, the selection. It can be bookmarked and shared.

const listeners = new Set();
let fields = read();

function read() {
  const found = {};
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    if (name === "study") (found.study ??= []).push(value);
    else found[name] = value;
  }
  return found;
}

function write() {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) given.append(name, one);
  }
  return `#${given.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`;
}

/** What the address says of a name; an empty text where it says nothing. */
export const state = (name) => fields[name] ?? "";

/** The studies that are open. */
export const open = () => fields.study ?? [];

/** Change some fields; null, "" and false take one out. Steps that a person would go back from are entries of history. */
export function change(given, { entry = false } = {}) {
  let changed = false;
  const next = { ...fields };
  for (const [name, value] of Object.entries(given)) {
    const text = value === null || value === false || value === undefined ? "" : value === true ? "1" : value;
    if (text === "" || (Array.isArray(text) && !text.length)) {
      changed ||= name in next;
      delete next[name];
    } else if (JSON.stringify(next[name]) !== JSON.stringify(Array.isArray(text) ? text : String(text))) {
      next[name] = Array.isArray(text) ? text : String(text);
      changed = true;
    }
  }
  if (!changed) return;
  fields = next;
  history[entry ? "pushState" : "replaceState"](null, "", `${location.pathname}${location.search}${write()}`);
  tell(Object.keys(given));
}

/** Open some studies, or the list of all, with nothing else said. */
export function go(studies, more = {}) {
  fields = studies.length ? { study: studies, ...more } : {};
  history.pushState(null, "", `${location.pathname}${location.search}${write()}`);
  tell(["study"]);
}

/** The address of some studies, for a link. */
export function linkTo(studies) {
  return `#${studies.map((id) => `study=${encodeURIComponent(id)}`).join("&")}`;
}

/** Be told the names of the fields that change; null where all may have. Returns a function that ends it. */
export function watch(told) {
  listeners.add(told);
  return () => listeners.delete(told);
}

function tell(names) {
  for (const told of [...listeners]) told(names);
}

addEventListener("hashchange", () => {
  if (location.hash === "#main") return; // the link that skips to the content
  fields = read();
  tell(null);
});
addEventListener("popstate", () => {
  fields = read();
  tell(null);
});
