// Numbers in words: the same digits as the tables of the command line.

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

/** A number in four digits. */
export function short(value) {
  if (value === null || value === undefined) return "-";
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "-" : value > 0 ? "infinite" : "-infinite";
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return value.toLocaleString("en-US");
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return value.toExponential(3).replace(/\.?0+e/, "e").replace("e+", "e");
  return String(Number(value.toPrecision(4)));
}

/** A value of a setting: whole numbers have no separators, as they are typed. */
export function setting(value) {
  if (value === null || value === undefined) return "-";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value !== "number") return String(value);
  return Number.isInteger(value) ? String(value) : short(value);
}

/** A share as a percentage, which is 100% or 0% only where it is. */
export function percent(share, digits = 1) {
  if (share === null || share === undefined || Number.isNaN(share)) return "-";
  let text = (100 * share).toFixed(digits);
  while (share > 0 && share < 1 && digits < 6 && (Number(text) === 0 || Number(text) === 100)) text = (100 * share).toFixed(++digits);
  return `${text}%`;
}

/** A result: a percentage where it is a share. */
export function result(value, column) {
  return column.share ? percent(value) : short(value);
}

/** A number on an axis: plain where that is short, a power of ten elsewhere. */
export function tick(value) {
  if (value === 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6)) {
    return Number(value.toPrecision(6)).toLocaleString("en-US", { maximumFractionDigits: 12 });
  }
  const exponent = Math.floor(Math.log10(Math.abs(value)) + 1e-9);
  const factor = Number((value / 10 ** exponent).toPrecision(3));
  const power = `10${[...String(exponent)].map((sign) => RAISED[sign]).join("")}`;
  return factor === 1 ? power : `${factor}×${power}`;
}

/** "1 trial", "2 trials". */
export function counted(number, what, many = `${what}s`) {
  return `${number.toLocaleString("en-US")} ${number === 1 ? what : many}`;
}

/** When a study was begun, in local time. */
export function when(text) {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
