// Where a report's numbers come from: the file itself. It has the methods of server.js, but for what needs a study.
import { unpack } from "./unpack.js";

/** The curves, groups and facts that the file holds. */
export async function embedded() {
  const about = JSON.parse(new TextDecoder().decode(await block(0)));
  const known = new Map();
  const numbers = (place) => {
    if (!known.has(place)) known.set(place, block(place).then((bytes) => unpacked(bytes)));
    return known.get(place);
  };
  return {
    live: false,
    ids: [about.studies[0].id],
    note: about.note,
    study: async () => about,
    findings: async () => ({ findings: about.findings }),
    trial: async (_, id) => about.details[id] ?? briefly(about, id),
    async examples(_, id, split, weights) {
      const place = about.pictures[`${id} ${split} ${weights}`];
      if (place === undefined) throw new Error("This report holds the examples of the best trials only.");
      return numbers(place);
    },
    async curve(fields) {
      return along(about, await points(about, fields.curve, numbers), fields);
    },
    async bands(fields) {
      const by = fields.by.split(",");
      const found = about.groups.find(([curve, names]) => curve === fields.curve && names.length === by.length && names.every((name) => by.includes(name)));
      if (!found) throw new Error(missing(about, fields));
      return inWindow(about, await numbers(found[2]), fields);
    },
  };
}

/** A block of the file, as bytes. */
async function block(place) {
  const text = document.getElementById(`data-${place}`).textContent;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const unpacked = (bytes) => unpack(bytes.buffer);

/** A curve's points: values come as the first bytes of all, then the second ones, and so on; steps as gaps. */
async function points(about, curve, numbers) {
  const held = await numbers(about.held[curve].block);
  if (held.values) return held;
  const count = held.gaps.length;
  const bytes = new Uint8Array(4 * count);
  for (let plane = 0; plane < 4; plane++) for (let k = 0; k < count; k++) bytes[4 * k + plane] = held.planes[plane * count + k];
  held.steps = new Int32Array(count);
  let k = 0;
  for (const length of held.counts) {
    let step = 0;
    for (const end = k + length; k < end; k++) held.steps[k] = step += held.gaps[k];
  }
  held.values = new Float32Array(bytes.buffer);
  return held;
}

/** How far the steps of a row lie along an axis; null where that is not known. */
function placing(about, axis, row) {
  if (axis === "examples") {
    const key = about.examples[row];
    if (!key) return null;
    const [epoch, batch, train] = key;
    return (step) => Math.floor(step / epoch) * train + Math.min((step % epoch) * batch, train);
  }
  const factor = about.axes[axis].factor[row];
  return factor === null ? null : (step) => step * factor;
}

/** All points of a curve, which lie along an axis, as the server would answer. */
function along(about, held, fields) {
  const places = held.counts.length;
  const counts = new Int32Array(places);
  const x = new Float64Array(held.values.length);
  const y = new Float32Array(held.values.length);
  let from = 0, to = 0, low = Infinity, high = -Infinity;
  for (let row = 0; row < places; row++) {
    const place = placing(about, fields.along, row);
    for (let k = from; place && k < from + held.counts[row]; k++) {
      x[to] = place(held.steps[k]);
      if (!fields.log || x[to] > 0) {
        low = Math.min(low, x[to]);
        high = Math.max(high, x[to]);
      }
      y[to] = held.values[k];
      to += 1;
      counts[row] += 1;
    }
    from += held.counts[row];
  }
  const [start, stop] = ends(low, high, fields.log);
  return {
    form: "points", versions: about.versions, label: about.axes[fields.along].label, unknown: about.axes[fields.along].unknown,
    reach: [start, stop], start, stop, log: Boolean(fields.log), buckets: fields.buckets, trials: places, rows: null,
    counts, x: x.subarray(0, to), y: y.subarray(0, to),
  };
}

function ends(low, high, log) {
  if (!(low <= high)) return log ? [1, 10] : [0, 1];
  return low < high ? [low, high] : [low, log ? low * 1.01 : low + 1];
}

/** Groups in the buckets of the window that is seen: each has the extremes of those of the file that it touches. */
function inWindow(about, held, fields) {
  const factors = new Set(about.axes[fields.along].factor);
  const [factor] = factors;
  if (factors.size !== 1 || factor === null) throw new Error(`This report holds groups along steps only: their trials go differently far along ${fields.along} in a step.`);
  const log = Boolean(fields.log);
  const width = ((held.stop - held.start) * factor) / held.buckets;
  const reach = held.reach.map((end) => end * factor);
  if (log && !(reach[0] > 0)) reach[0] = Math.min(width, reach[1] / 10);
  const start = fields.start ?? reach[0], stop = fields.stop ?? reach[1];
  const buckets = Math.min(fields.buckets, 1000);
  const edge = (k) => (log ? start * (stop / start) ** (k / buckets) : start + (k * (stop - start)) / buckets);
  const answer = { ...held, label: about.axes[fields.along].label, unknown: "", reach, start, stop, log, buckets };
  const bucketOf = (place) => (place - held.start * factor) / width;
  for (const name of ["low", "high", "below", "above"]) {
    const wanted = name === "low" || name === "below" ? Math.min : Math.max;
    const found = new Float32Array(held.groups.length * buckets).fill(NaN);
    for (let k = 0; k < buckets; k++) {
      const first = Math.max(0, Math.floor(bucketOf(edge(k)) + 1e-9));
      const last = Math.min(held.buckets - 1, Math.max(first, Math.ceil(bucketOf(edge(k + 1)) - 1e-9) - 1));
      if (bucketOf(edge(k + 1)) < 0 || first >= held.buckets) continue;
      for (let group = 0; group < held.groups.length; group++) {
        for (let j = first; j <= last; j++) {
          const value = held[name][group * held.buckets + j], at = group * buckets + k;
          if (value === value) found[at] = found[at] === found[at] ? wanted(found[at], value) : value;
        }
      }
    }
    answer[name] = found;
  }
  return answer;
}

function missing(about, fields) {
  const names = about.groups.filter(([curve]) => curve === fields.curve).map(([, by]) => by.join(" with "));
  if (!names.length) return "This report holds no medians of this curve: 'trainlab view' of the study shows them.";
  return `This report holds medians of this curve by ${names.join(", by ")} only: 'trainlab view' of the study shows others.`;
}

/** What is known of a trial whose layers the file does not hold. */
function briefly(about, id) {
  const { trials, settings, results, shared } = about;
  const row = trials.id.indexOf(id);
  const named = (which) => Object.fromEntries(Object.keys(results).filter((name) => name.startsWith(`${which}_`)).map((name) => [name.slice(which.length + 1), results[name].values[row]]).filter(([, value]) => value !== null));
  const own = Object.fromEntries(Object.keys(settings).map((name) => [name, settings[name].values[row]]).filter(([, value]) => value !== null));
  return {
    id, status: trials.status[row], words: trials.words[row], steps: trials.steps[row], length: trials.length[row],
    best_step: trials.best_step[row], settings: { ...own, ...shared }, meanings: {}, best: named("best"), final: named("final"),
    scores: [], predictions: [], layers: [], without_layers: `This report holds the layers of the best ${Object.keys(about.details).length} trials only: 'trainlab layers --trial ${id}' shows these.`,
  };
}
