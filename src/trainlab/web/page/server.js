// Where the page's numbers come from: the server that sent it. A report brings a source of its own with the same methods.
import { unpack } from "./unpack.js";

const token = new URLSearchParams(location.search).get("token"); // only in the frame of a notebook
const headers = token ? { "X-Trainlab-Token": token } : {};

/** A mistake that the server explained. */
export class Refused extends Error {}

function query(fields) {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === undefined || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) given.append(name, one);
  }
  return given.toString();
}

async function get(path, fields, signal) {
  let answer;
  try {
    answer = await fetch(`${path}?${query(fields)}`, { headers, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused("The server does not answer: it was closed. Start it again with 'trainlab view'.");
  }
  if (answer.ok) return answer;
  const text = await answer.text();
  let said = text.trim();
  try {
    said = JSON.parse(text).error || said;
  } catch { /* it is a plain sentence */ }
  throw new Refused(said || `The server answered ${answer.status}.`);
}

const json = async (path, fields = {}, signal) => (await get(path, fields, signal)).json();
const packed = async (path, fields, signal) => unpack(await (await get(path, fields, signal)).arrayBuffer());

export const server = {
  live: true,
  studies: () => json("/api/studies"),
  firstFinding: (study) => json("/api/first-finding", { study }),
  study: (study) => json("/api/study", { study }),
  findings: (study) => json("/api/findings", { study }),
  filter: (study, where, signal) => json("/api/filter", { study, where }, signal),
  trial: (study, trial) => json("/api/trial", { study, trial }),
  examples: (study, trial, split, weights) => packed("/api/examples", { study, trial, split, weights }),
  curve: (fields, signal) => packed("/api/curve", fields, signal),
  bands: (fields, signal) => packed("/api/bands", fields, signal),
  async table(fields) {
    return (await get("/api/table", fields)).blob();
  },
  async points(fields) {
    return (await get("/api/points", fields)).blob();
  },

  /** Be told of every commit: `told(name, content)`. Returns a function that ends it. A hidden page does not listen. */
  follow(study, told) {
    let stop = new AbortController();
    let ended = false;
    const listen = async () => {
      while (!ended) {
        if (document.hidden) {
          await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
          continue;
        }
        stop = new AbortController();
        const hide = () => document.hidden && stop.abort();
        document.addEventListener("visibilitychange", hide);
        try {
          const answer = await get("/api/events", { study }, stop.signal);
          told("connected", {});
          await lines(answer.body, told);
        } catch (error) {
          if (!ended && !document.hidden) told("lost", { sentence: error.message });
        }
        document.removeEventListener("visibilitychange", hide);
        if (!ended && !document.hidden) await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    };
    listen();
    return () => {
      ended = true;
      stop.abort();
    };
  },
};

async function lines(body, told) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const events = text.split("\n\n");
    text = events.pop();
    for (const event of events) {
      const name = /^event: (.*)$/m.exec(event);
      const data = /^data: (.*)$/m.exec(event);
      if (name && data) told(name[1], JSON.parse(data[1]));
    }
  }
}
