// Curves as vertices: what the server sent, laid out for drawing and for finding the nearest one.

let made = 0;

/** The curves of one answer of the server. x is kept as it lies on the axis: its logarithm where that is logarithmic. */
export class Geometry {
  constructor(answer) {
    this.serial = made += 1;
    this.version = 0;
    this.adopt(answer);
  }

  /** Take an answer whole. */
  adopt(answer) {
    this.form = answer.form;
    this.versions = answer.versions;
    this.start = answer.start;
    this.stop = answer.stop;
    this.end = answer.end;
    this.log = answer.log;
    this.reach = answer.reach;
    this.buckets = answer.buckets;
    this.trials = answer.trials;
    this.label = answer.label;
    this.unknown = answer.unknown;
    this.rows = answer.rows ? Int32Array.from(answer.rows) : Int32Array.from({ length: answer.trials }, (_, row) => row);
    this.answer = answer;
    this.place = new Map();
    this.rows.forEach((row, place) => this.place.set(row, place));
    this.build();
  }

  /** Take what is new of the same window; whether that was possible. */
  patch(answer) {
    const same = answer.form === this.form && answer.start === this.start && this.reaches(answer) && answer.buckets === this.buckets && answer.trials === this.trials && this.rows.length === this.trials;
    const rows = answer.rows ?? this.rows;
    // Points go behind those that are here: of a row that has fewer than they follow, all are needed.
    const gap = answer.before?.some((count, k) => count > this.answer.counts[this.place.get(rows[k])]);
    if (!same || gap) return false;
    this.versions = answer.versions;
    this.reach = answer.reach;
    this.end = answer.end;
    if (this.form === "buckets") this.widen(answer.stop);
    this.stop = answer.stop;
    if (!rows.length) {
      this.build();
      return true;
    }
    if (this.form === "buckets") {
      const width = this.buckets - answer.first;
      for (const name of ["low", "high", "mean"]) {
        if (!answer[name]) continue;
        rows.forEach((row, place) => {
          this.answer[name].set(answer[name].subarray(place * width, (place + 1) * width), this.place.get(row) * this.buckets + answer.first);
        });
      }
    } else {
      this.answer = mergedPoints(this, answer, rows);
    }
    this.build();
    return true;
  }

  /** Whether the window of an answer is this one, or can be made of it: points need no other place, and a window that
   * grows is doubled, so that two of its buckets are one. */
  reaches(answer) {
    if (answer.stop === this.stop || this.form === "points") return true;
    const times = Math.log2((answer.stop - this.start) / (this.stop - this.start));
    return times > 0 && Number.isInteger(times) && !this.log && !this.answer.mean && this.end !== undefined && answer.end !== undefined;
  }

  /** Double the window until it ends there. */
  widen(stop) {
    const { low, high } = this.answer;
    for (let end = this.stop; end < stop; end = this.start + 2 * (end - this.start)) {
      for (let row = 0; row < this.rows.length; row++) {
        const own = [row * this.buckets, (row + 1) * this.buckets];
        paired(low.subarray(...own), (a, b) => a < b);
        paired(high.subarray(...own), (a, b) => a > b);
      }
    }
  }

  build() {
    this.version += 1;
    if (this.form === "buckets") this.fromBuckets();
    else this.fromPoints();
  }

  fromBuckets() {
    const { low, high, mean } = this.answer;
    const { buckets } = this;
    const count = this.rows.length;
    const from = this.log ? Math.log10(this.start) : this.start;
    const to = this.log ? Math.log10(this.stop) : this.stop;
    this.base = from;
    const step = (to - from) / buckets;
    const x = new Float32Array(buckets);
    for (let k = 0; k < buckets; k++) x[k] = (k + 0.5) * step;
    this.bucketX = x;
    const vertices = new Float32Array(4 * count * buckets);
    this.firsts = new Int32Array(count);
    this.counts = new Int32Array(count);
    let v = 0;
    for (let row = 0; row < count; row++) {
      const begin = v;
      let last = NaN;
      for (let k = 0, at = row * buckets; k < buckets; k++, at++) {
        const a = low[at], b = high[at];
        if (a !== a) continue;
        const up = !(Math.abs(last - a) > Math.abs(last - b));
        vertices[v++] = x[k];
        vertices[v++] = up ? a : b;
        if (a !== b) {
          vertices[v++] = x[k];
          vertices[v++] = up ? b : a;
        }
        last = up ? b : a;
      }
      this.firsts[row] = begin / 2;
      this.counts[row] = (v - begin) / 2;
    }
    this.vertices = vertices.subarray(0, v);
    this.smooth = mean ? line(x, mean, count, buckets) : null;
  }

  fromPoints() {
    const { counts, x, y, mean } = this.answer;
    const at = this.log ? (value) => Math.log10(value) : (value) => value;
    this.base = this.log ? at(Math.max(this.start, 1e-300)) : this.start;
    const vertices = new Float32Array(2 * x.length);
    const smooth = mean ? new Float32Array(2 * x.length) : null;
    this.firsts = new Int32Array(counts.length);
    this.counts = new Int32Array(counts.length);
    const lines = { firsts: new Int32Array(counts.length), counts: new Int32Array(counts.length), vertices: smooth };
    let from = 0, v = 0, w = 0;
    for (let row = 0; row < counts.length; row++) {
      this.firsts[row] = v / 2;
      lines.firsts[row] = w / 2;
      for (let k = from; k < from + counts[row]; k++) {
        if (this.log && !(x[k] > 0)) continue;
        const place = at(x[k]) - this.base;
        if (y[k] === y[k]) {
          vertices[v++] = place;
          vertices[v++] = y[k];
        }
        if (smooth && mean[k] === mean[k]) {
          smooth[w++] = place;
          smooth[w++] = mean[k];
        }
      }
      from += counts[row];
      this.counts[row] = v / 2 - this.firsts[row];
      lines.counts[row] = w / 2 - lines.firsts[row];
    }
    this.vertices = vertices.subarray(0, v);
    this.smooth = smooth && lines;
  }

  /** Where a place of the axis lies among the vertices. */
  toX(value) {
    return (this.log ? Math.log10(value) : value) - this.base;
  }

  /** The place of the axis of a vertex. */
  fromX(x) {
    return this.log ? 10 ** (x + this.base) : x + this.base;
  }

  /** First and last vertex of a row inside of a part of the axis (in vertices' x), one more on either side. */
  span(place, x0, x1) {
    const first = this.firsts[place];
    const end = first + this.counts[place];
    return [Math.max(first, this.search(first, end, x0) - 1), Math.min(end, this.search(first, end, x1) + 1)];
  }

  /** The last vertex of a row up to a place of the axis, or its first one. */
  last(place, value) {
    const first = this.firsts[place], end = first + this.counts[place];
    const x = this.toX(value);
    const near = 1e-6 * Math.max(Math.abs(x), Math.abs(this.vertices[2 * end - 2])); // x is kept in 32 bits
    return Math.max(first, this.search(first, end, x + near) - 1);
  }

  search(first, end, x) {
    let low = first, high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.vertices[2 * middle] < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Smallest and largest value of each of some rows in a part of the axis: [row, low, high, first] where it has any. */
  ranges(rows, start, stop, positive) {
    const x0 = this.toX(start), x1 = this.toX(stop);
    const found = [];
    for (const row of rows) {
      const place = this.place.get(row);
      if (place === undefined || !this.counts[place]) continue;
      const [first, end] = this.span(place, x0, x1);
      let low = Infinity, high = -Infinity, begin = NaN;
      for (let v = first; v < end; v++) {
        const x = this.vertices[2 * v], y = this.vertices[2 * v + 1];
        if (x < x0 || x > x1 || (positive && !(y > 0))) continue;
        if (begin !== begin) begin = y;
        if (y < low) low = y;
        if (y > high) high = y;
      }
      if (low <= high) found.push([row, low, high, begin]);
    }
    return found;
  }

  /** The row that is nearest to a point of the screen, by the distance to its line in pixels; null where none is near. */
  nearest(view, px, py, rows, reach = 30) {
    const { vertices } = this;
    const x0 = this.toX(view.valueX(px - reach)), x1 = this.toX(view.valueX(px + reach));
    const scaleX = (2 * reach) / (x1 - x0), left = px - reach;
    const log = view.logY;
    const at = (y) => (log ? (y > 0 ? Math.log10(y) : -40) : y);
    const bottom = at(view.y0), scaleY = (view.pixelY(view.y1) - view.pixelY(view.y0)) / (at(view.y1) - bottom), base = view.pixelY(view.y0);
    let best = -1, place = -1, vertex = -1, least = reach * reach;
    for (let k = 0; k < rows.length; k++) {
      const own = this.place.get(rows[k]);
      if (own === undefined || !this.counts[own]) continue;
      const [first, end] = this.span(own, x0, x1);
      let ax = NaN, ay = NaN;
      for (let v = first; v < end; v++) {
        const bx = left + (vertices[2 * v] - x0) * scaleX, by = base + (at(vertices[2 * v + 1]) - bottom) * scaleY;
        let distance;
        if (ax === ax) {
          const dx = bx - ax, dy = by - ay;
          const length = dx * dx + dy * dy;
          let t = length ? ((px - ax) * dx + (py - ay) * dy) / length : 0;
          t = t < 0 ? 0 : t > 1 ? 1 : t;
          distance = (px - ax - t * dx) ** 2 + (py - ay - t * dy) ** 2;
        } else distance = (px - bx) ** 2 + (py - by) ** 2;
        if (distance < least) {
          least = distance;
          vertex = ax === ax && Math.abs(ax - px) < Math.abs(bx - px) ? v - 1 : v;
          place = own;
          best = rows[k];
        }
        ax = bx;
        ay = by;
      }
    }
    return best < 0 ? null : { row: best, place, vertex, distance: Math.sqrt(least), ...this.valueAt(place, vertex) };
  }

  /** The value of a row at a vertex: of a bucket, its lowest and its highest one. */
  valueAt(place, vertex) {
    const x = this.fromX(this.vertices[2 * vertex]);
    if (this.form !== "buckets") return { x, low: this.vertices[2 * vertex + 1], high: this.vertices[2 * vertex + 1] };
    const k = Math.min(this.buckets - 1, Math.max(0, Math.round(this.vertices[2 * vertex] / (this.bucketX[1] - this.bucketX[0]) - 0.5)));
    return { x, low: this.answer.low[place * this.buckets + k], high: this.answer.high[place * this.buckets + k] };
  }
}

/** Make one of every two values, the first ones of as many: the one that is before the other. */
function paired(values, before) {
  const half = Math.ceil(values.length / 2);
  for (let k = 0; k < half; k++) {
    const a = values[2 * k], b = 2 * k + 1 < values.length ? values[2 * k + 1] : NaN;
    values[k] = b !== b || before(a, b) ? a : b;
  }
  values.fill(NaN, half);
}

function line(x, values, count, buckets) {
  const vertices = new Float32Array(2 * count * buckets);
  const firsts = new Int32Array(count), counts = new Int32Array(count);
  let v = 0;
  for (let row = 0; row < count; row++) {
    firsts[row] = v / 2;
    for (let k = 0, at = row * buckets; k < buckets; k++, at++) {
      if (values[at] !== values[at]) continue;
      vertices[v++] = x[k];
      vertices[v++] = values[at];
    }
    counts[row] = v / 2 - firsts[row];
  }
  return { vertices: vertices.subarray(0, v), firsts, counts };
}

function mergedPoints(geometry, answer, rows) {
  const old = geometry.answer;
  const names = ["x", "y", ...(old.mean ? ["mean"] : [])];
  const from = (counts) => {
    const firsts = new Int32Array(counts.length);
    for (let k = 1; k < counts.length; k++) firsts[k] = firsts[k - 1] + counts[k - 1];
    return firsts;
  };
  const oldFirst = from(old.counts), newFirst = from(answer.counts);
  const replaced = new Map();
  rows.forEach((row, place) => replaced.set(geometry.place.get(row), place));
  // Behind how many of the old points the new ones of a row go: none where they take their place.
  const kept = (place) => (replaced.has(place) ? answer.before?.[replaced.get(place)] ?? 0 : old.counts[place]);
  const counts = Int32Array.from(old.counts, (_, place) => kept(place) + (replaced.has(place) ? answer.counts[replaced.get(place)] : 0));
  const firsts = from(counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const merged = { ...old, counts };
  for (const name of names) {
    merged[name] = new old[name].constructor(total);
    counts.forEach((count, place) => {
      const before = kept(place);
      merged[name].set(old[name].subarray(oldFirst[place], oldFirst[place] + before), firsts[place]);
      if (!replaced.has(place)) return;
      const first = newFirst[replaced.get(place)];
      merged[name].set(answer[name].subarray(first, first + count - before), firsts[place] + before);
    });
  }
  return merged;
}
