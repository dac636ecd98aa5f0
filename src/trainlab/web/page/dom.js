// Elements made from data. Every text is set as text, never as markup, and what cannot be seen in it is written out.

const UNSEEN = /[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A name as it may be shown: controls, and what turns or hides text, are written as Python writes them. */
export function plain(value) {
  return String(value).replace(UNSEEN, (letter) => {
    const code = letter.charCodeAt(0);
    return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** An element: its name, its attributes (functions are listeners), and its content: texts, elements, lists. */
export function h(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  set(made, attributes);
  fill(made, content);
  return made;
}

/** The same for SVG. */
export function s(name, attributes = {}, ...content) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  set(made, attributes);
  fill(made, content);
  return made;
}

function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else if (key === "style") {
      for (const [name, text] of Object.entries(value)) {
        if (name.startsWith("--")) element.style.setProperty(name, text);
        else element.style[name] = text;
      }
    }
    else if (key === "value" || key === "checked" || key === "disabled" || key === "selected") element[key] = value;
    else element.setAttribute(key, value === true ? "" : plain(value));
  }
}

function fill(element, content) {
  for (const one of content.flat(Infinity)) {
    if (one === null || one === undefined || one === false) continue;
    element.append(one instanceof Node ? one : document.createTextNode(plain(one)));
  }
}

/** Replace what an element holds. */
export function put(element, ...content) {
  element.replaceChildren();
  fill(element, content);
  return element;
}

/** A labelled choice. Options are [value, text]. */
export function choice(label, options, value, chosen, attributes = {}) {
  const select = h("select", {
    ...attributes,
    change: () => chosen(select.value),
  }, options.map(([key, text]) => h("option", { value: key, selected: key === value }, text)));
  return h("label", { class: "field" }, h("span", {}, label), select);
}

/** Say something to those who listen to the page instead of looking at it. */
export function say(sentence) {
  const said = document.getElementById("said");
  if (said) put(said, sentence);
}

/** Call a function once things have been quiet for some milliseconds. */
export function quietly(milliseconds, call) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...given), milliseconds);
  };
}

/** Call a function before the next frame, once however often it was asked for. */
export function framed(call) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      call();
    });
  };
}
