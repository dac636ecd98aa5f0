// The curves of the window that is seen: fetched at its resolution, and only what is new after a commit.
import { Geometry } from "./geometry.js";
import { say } from "./dom.js";

const QUICK = 200; // milliseconds from a commit's news to its pixels, up to which the next one is fetched at once
const REST = 1.5; // of what it took, the rest before the next one where it took longer
const LONGEST_REST = 5000; // milliseconds
const PAD = 0.5; // of the window, on either side, so that it can be moved before more is fetched

export class CurveData {
  constructor(model, changed) {
    this.model = model;
    this.changed = changed;
    this.geometry = null;
    this.key = "";
  }

  /** Have what is asked for: {curve, along, log, smooth, by, start, stop, pixels, live}; start and stop null for all of it. */
  async want(asked) {
    this.asked = asked;
    const key = JSON.stringify([asked.curve, asked.along, asked.log, asked.smooth, asked.by]);
    if (key !== this.key) {
      this.key = key;
      this.geometry = null;
    }
    if (this.geometry && this.covers(asked)) return;
    await this.fetch(false);
  }

  covers({ start, stop, pixels }) {
    const have = this.geometry;
    if (start === null) return !this.window && have.pixels >= 0.6 * pixels;
    if (!this.window) {
      // All of the curve is here: that is enough where it is here point by point.
      return have.form === "points";
    }
    const [from, to] = this.window;
    const inside = (start >= from || from <= have.reach[0]) && (stop <= to || to >= have.reach[1]);
    const width = (a, b) => (this.asked.log ? Math.log(b / a) : b - a);
    return inside && (have.form === "points" || (width(start, stop) / width(from, to)) * have.buckets >= 0.45 * pixels);
  }

  /** What was committed since is fetched. One answer at a time, and not before the last one is drawn: commits come
   * faster than a slow browser draws. */
  async more() {
    if (!this.asked || !this.geometry) return;
    if (this.busy || this.resting) {
      this.again = true;
      return;
    }
    const begun = performance.now();
    await this.fetch(true);
    await drawn();
    const rest = REST * (performance.now() - begun) - QUICK;
    if (rest > 0) {
      this.resting = true;
      await new Promise((resolve) => setTimeout(resolve, Math.min(rest, LONGEST_REST)));
      this.resting = false;
    }
    if (this.again && !this.busy) {
      this.again = false;
      this.more();
    }
  }

  /** Send a question before it is known whether it is the one that will be asked. */
  early(asked) {
    const [fields] = this.fields(asked);
    this.sent = { key: JSON.stringify(fields), answer: this.model.source.curve(fields) };
    this.sent.answer.catch(() => {}); // it is asked again, and what is wrong is said then
  }

  /** What is asked of the server for all of a window, and the window. */
  fields(asked) {
    const fields = {
      study: this.model.ids, curve: asked.curve, along: asked.along, log: asked.log ? 1 : null, smooth: asked.smooth > 1 ? asked.smooth : null,
      by: asked.by.length ? asked.by.join(",") : null,
    };
    fields.buckets = Math.round(Math.max(100, Math.min(4096, asked.start === null ? asked.pixels : asked.pixels * (1 + 2 * PAD))));
    const window = asked.start === null ? null : padded(asked);
    if (window) Object.assign(fields, { start: window[0], stop: window[1] });
    else if (asked.live) fields.grow = 1;
    return [fields, window];
  }

  async fetch(onlyNew) {
    if (!onlyNew) this.abort?.abort();
    const abort = new AbortController();
    this.abort = abort;
    const { asked, key } = this;
    let [fields, window] = this.fields(asked);
    if (onlyNew) {
      window = this.window;
      delete fields.start;
      delete fields.stop;
      if (window) Object.assign(fields, { start: window[0], stop: window[1] });
      fields.buckets = this.geometry.asked;
      if (!asked.by.length) fields.since = `${this.geometry.form}:${this.geometry.versions.join(".")}`;
    }
    this.busy = true;
    const { sent } = this;
    this.sent = null;
    try {
      const answer = await (sent?.key === JSON.stringify(fields) ? sent.answer
        : asked.by.length ? this.model.source.bands(fields, abort.signal) : this.model.source.curve(fields, abort.signal));
      if (key !== this.key) return;
      if (answer.form === "bands") asBuckets(answer);
      if (!(onlyNew && this.geometry?.patch(answer))) {
        if (!isWhole(answer)) {
          // What is new is of another form or window than what is here: all of it is needed.
          this.busy = false;
          await this.fetch(false);
          return;
        }
        this.geometry = new Geometry(answer);
        this.geometry.groups = answer.groups ?? null;
      }
      this.geometry.asked = fields.buckets;
      this.geometry.pixels = asked.pixels;
      this.window = window;
      this.changed(null);
    } catch (error) {
      if (error.name === "AbortError") return;
      say(error.message);
      this.changed(error.message);
    } finally {
      if (this.abort === abort) this.busy = false;
      if (!onlyNew && this.again && !this.busy && !this.resting) {
        this.again = false;
        this.more();
      }
    }
  }
}

/** Whether an answer holds every row from its first point on, and not what is new only. */
const isWhole = (answer) => !(answer.rows && answer.rows.length < answer.trials) && !answer.before && !answer.first;

/** The frame that shows what has arrived. */
const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

function padded({ start, stop, log }) {
  if (log) {
    const factor = (stop / start) ** PAD;
    return [start / factor, stop * factor];
  }
  return [start - PAD * (stop - start), stop + PAD * (stop - start)];
}

/** Groups are drawn as rows: their medians are lines, and bands come with them. */
function asBuckets(answer) {
  answer.form = "buckets";
  answer.first = 0;
  answer.rows = null;
  answer.trials = answer.groups.length;
}
