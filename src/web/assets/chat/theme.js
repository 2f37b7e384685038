// @ts-check
/**
 * The chat in a site's colour and under its name. Whatever colour a site names, text stays readable on it and in it (WCAG 2.2, 4.5 to 1):
 * a colour that is too light or too dark is moved towards black or white until it is.
 */

const READABLE = 4.5;
/** Of words that may also stand on the accent's own pale shade. */
const READABLE_ON_PALE = 5.8;
const STEPS = 20;
/** Grounds that the accent stands on, in the light and in the dark: `--surface` of tokens.css. */
const GROUNDS = { light: [255, 255, 255], dark: [19, 27, 30] };

/** @typedef {number[]} Colour  red, green, blue, 0 to 255 */

/** @param {unknown} code @returns {Colour|null} */
export function colourOf(code) {
  if (typeof code !== 'string' || !/^#[\da-f]{6}$/i.test(code)) return null;
  return [1, 3, 5].map((at) => Number.parseInt(code.slice(at, at + 2), 16));
}

/** Relative luminance. @param {Colour} colour */
function luminance(colour) {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {Colour} one @param {Colour} other */
export function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** The colour, as far towards black (on a light ground) or white as it has to go. @param {Colour} colour @param {Colour} ground @param {number} [least] @returns {Colour} */
export function readable(colour, ground, least = READABLE) {
  const end = luminance(ground) > 0.5 ? 0 : 255;
  for (let step = 0; step <= STEPS; step += 1) {
    const moved = colour.map((part) => Math.round(part + ((end - part) * step) / STEPS));
    if (contrast(moved, ground) >= least) return moved;
  }
  return [end, end, end];
}

/** @param {Record<string, unknown>} message  of the loader */
export function dress({ colour, title }) {
  const root = document.documentElement;
  const named = colourOf(colour);
  if (named) {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const paint = () => {
      const ground = dark.matches ? GROUNDS.dark : GROUNDS.light;
      const accent = readable(named, ground);
      const [fill, words] = [accent, readable(named, ground, READABLE_ON_PALE)].map((colour) => `rgb(${colour.join(' ')})`);
      const on = contrast(accent, [255, 255, 255]) >= READABLE ? '#fff' : '#000';
      const set = { accent: fill, 'accent-text': words, 'accent-strong': words, 'on-accent': on, owner: fill, 'owner-text': on, 'accent-soft': `color-mix(in srgb, ${words} 12%, var(--surface))` };
      for (const [name, value] of Object.entries(set)) root.style.setProperty(`--${name}`, value);
    };
    paint();
    dark.addEventListener('change', paint);
  }
  const head = document.querySelector('.who h1');
  if (head && typeof title === 'string' && title.trim() !== '') head.textContent = title.slice(0, 60);
}
