// Colours: those of `trainlab plot`, made readable on the ground they lie on.

const dark = matchMedia("(prefers-color-scheme: dark)");

export const onTheme = (call) => dark.addEventListener("change", call);

/** A colour of the page, by the name of its CSS variable. */
export const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export function rgb(hex) {
  const number = parseInt(hex.slice(1), 16);
  return [(number >> 16) & 255, (number >> 8) & 255, number & 255];
}

const hex = (color) => `#${color.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;

function luminance(color) {
  const [r, g, b] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const known = new Map();

/** A colour that has a contrast of 3 to 1 with the ground: as it is, or mixed with white or black until it has. */
export function readable(color, ground = ink("ground")) {
  const key = color + ground;
  if (!known.has(key)) {
    const below = rgb(ground);
    const goal = luminance(below) < 0.2 ? [255, 255, 255] : [0, 0, 0];
    let mixed = rgb(color);
    for (let share = 0.02; share < 1 && contrast(mixed, below) < 3; share += 0.02) {
      mixed = rgb(color).map((part, place) => part + (goal[place] - part) * share);
    }
    known.set(key, hex(mixed));
  }
  return known.get(key);
}
