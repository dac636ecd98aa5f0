// A column of trials as an axis: numbers as they are, words at even places.
import { setting, tick } from "./format.js";

const MOST_LABELS = 7;

/** {place(row), log, low, high, splits, few, text(value), words}: null where a trial has no value. */
export function columnAxis(model, name) {
  const { settings, results } = model.about;
  if (name in results) {
    const { values, scale, share, label } = results[name];
    const finite = values.filter(Number.isFinite);
    const log = scale === "log" && finite.length > 0 && finite.every((value) => value > 0) && Math.max(...finite) > 10 * Math.min(...finite);
    return {
      label: label + (share ? " (%)" : ""), log, share, lower: results[name].lower, words: false,
      place: (row) => (Number.isFinite(values[row]) ? values[row] : null), text: share ? (value) => `${Number((100 * value).toPrecision(4))}` : tick, ...range(finite, log),
    };
  }
  const column = settings[name];
  const zero = column.scale === "log" && column.numbers?.some((value) => value === 0); // has no place on a logarithmic axis
  if (column.numbers && new Set(column.numbers).size > 1 && !zero) {
    const finite = column.numbers.filter((value) => value !== null);
    const log = column.scale === "log" && finite.every((value) => value > 0);
    return { label: name + (log ? ", logarithmic" : ""), log, words: false, place: (row) => column.numbers[row], text: tick, few: few(finite), ...range(finite, log) };
  }
  const places = new Map(column.different.map((value, place) => [value, place]));
  return {
    label: name, log: false, words: true, place: (row) => places.get(column.values[row]) ?? null,
    text: (value) => (Number.isInteger(value) && value in column.different ? setting(column.different[value]) : ""),
    splits: () => column.different.map((_, place) => place), low: -0.5, high: column.different.length - 0.5,
  };
}

/** The different values, where they are few enough to be the labels of an axis; null where they are not. */
function few(values) {
  const different = [...new Set(values)].sort((a, b) => a - b);
  return different.length <= MOST_LABELS ? different : null;
}

function range(values, log) {
  if (!values.length) return { low: log ? 0.1 : 0, high: 1 };
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (log) {
    const room = (high / low) ** 0.05 || 1;
    return low === high ? { low: low / 2, high: high * 2 } : { low: low / room, high: high * room };
  }
  const room = (high - low) * 0.05 || Math.abs(low) * 0.1 || 0.5;
  return { low: low - room, high: high + room };
}

/** Median, and the middle half (of fewer than five: the smallest and the largest), as in `trainlab plot`. */
export function middle(values) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (!sorted.length) return null;
  const last = sorted.length - 1;
  const median = (sorted[last >> 1] + sorted[(last + 1) >> 1]) / 2;
  if (sorted.length < 5) return { median, low: sorted[0], high: sorted[last], count: sorted.length };
  const quarter = roundEven(last / 4);
  return { median, low: sorted[quarter], high: sorted[last - quarter], count: sorted.length };
}

/** As NumPy rounds: halves go to the even number. */
function roundEven(value) {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}
