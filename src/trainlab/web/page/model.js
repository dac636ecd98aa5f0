// What is known of the open studies, and which of their trials are shown, selected and pointed at: in all parts at once.
import { state } from "./address.js";

/** Trials are rows, study after study. Each setting and each result is a column of a value a row. */
export class Model {
  constructor(source, ids) {
    this.source = source;
    this.ids = ids;
    this.listeners = new Map();
    this.filters = new Map(); // name -> Set of rows that pass
    this.selected = new Set();
    this.pointed = -1;
    this.findings = null;
    this.about = null;
  }

  /** Read everything small again. */
  async load() {
    this.about = await this.source.study(this.ids);
    this.count = this.about.trials.id.length;
    this.rank = new Int32Array(this.count);
    this.about.ranked.forEach((row, place) => (this.rank[row] = place));
    this.tell("data");
  }

  on(name, call) {
    if (!this.listeners.has(name)) this.listeners.set(name, new Set());
    this.listeners.get(name).add(call);
  }

  tell(name, ...given) {
    for (const call of [...(this.listeners.get(name) ?? [])]) call(...given);
  }

  /** Rows that pass every filter. */
  get shown() {
    if (!this._shown) {
      const passes = [...this.filters.values()];
      this._shown = [];
      for (let row = 0; row < this.count; row++) if (passes.every((rows) => rows.has(row))) this._shown.push(row);
      this._isShown = new Uint8Array(this.count);
      for (const row of this._shown) this._isShown[row] = 1;
    }
    return this._shown;
  }

  isShown(row) {
    this.shown;
    return this._isShown[row] === 1;
  }

  /** Let only some rows pass, under a name; all where null. */
  filter(name, rows) {
    if (rows === null) {
      if (!this.filters.delete(name)) return;
    } else this.filters.set(name, rows);
    this._shown = null;
    this.shownVersion = (this.shownVersion ?? 0) + 1;
    this.tell("shown");
  }

  select(rows) {
    this.selected = new Set([...rows].filter((row) => row >= 0 && row < this.count));
    this.tell("selected");
  }

  toggle(row) {
    const rows = new Set(this.selected);
    if (!rows.delete(row)) rows.add(row);
    this.select(rows);
  }

  /** Point at a row; -1 for none. */
  point(row) {
    if (row === this.pointed) return;
    this.pointed = row;
    this.tell("pointed");
  }

  /** The rows that something is done with: those selected, or else all that are shown. */
  get chosen() {
    const rows = [...this.selected].filter((row) => this.isShown(row)).sort((a, b) => a - b);
    return rows.length ? rows : this.shown;
  }

  /** A trial in words. */
  name(row) {
    const { id, study } = this.about.trials;
    const trial = `trial ${id[row]}`;
    return this.about.together ? `${this.about.studies[study[row]].name}, ${trial}` : trial;
  }

  settingsOf(row, names = this.varied) {
    return names.map((name) => [name, this.about.settings[name].values[row]]).filter(([, value]) => value !== null);
  }

  /** Names of the settings that were varied; those that differ because of these come in `columns` only. */
  get varied() {
    return Object.keys(this.about.settings).filter((name) => this.about.settings[name].varied);
  }

  get columns() {
    return Object.keys(this.about.settings);
  }

  /** A column of numbers to draw: of a setting, or of a result. Null where it holds none. */
  numbers(name) {
    const { settings, results } = this.about;
    if (name in results) return results[name].values;
    return name in settings ? settings[name].numbers : null;
  }

  /** The result that settings are compared by. */
  get value() {
    const { results, by } = this.about;
    if (state("sv") in results) return state("sv");
    return `best_${by}` in results ? `best_${by}` : Object.keys(results)[0];
  }

  /** Whether a trial diverged, or exploded and went on. */
  failed(row) {
    return this.about.trials.status[row] === "diverged" || (this.exploded?.has(row) ?? false);
  }

  /** Rows of a study's trials, by their numbers. */
  rowsOf(study, trials) {
    const rows = new Map();
    this.about.trials.id.forEach((id, row) => this.about.trials.study[row] === study && rows.set(id, row));
    return trials.map((id) => rows.get(id)).filter((row) => row !== undefined);
  }
}
