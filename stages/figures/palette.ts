/**
 * Colours, shapes and dashes. A method differs from the next in all three, so
 * that no reader depends on colour; the colours stay apart under the common
 * forms of colour blindness, and each has a lighter twin for dark pages.
 *
 * @module
 */

/** How a series is drawn. */
export interface Style {
  /** A key of {@linkcode darkTwins}. */
  readonly color: string;
  /** A symbol's name in Vega. */
  readonly shape: string;
  /** Lengths of dashes and gaps in pixels; empty for a solid line. */
  readonly dash: readonly number[];
}

/** Text, lines and fills that are not data. */
export const ink = "#1c2127";
/** Axis labels and titles. */
export const muted = "#5b6570";
/** Grid lines. */
export const grid = "#e3e6ea";
/** What a method sees that learns nothing from the demonstrations. */
export const neutral = "#6e7781";
/** The page behind a figure that stands alone. */
export const paper = "#ffffff";

const methodColors = [
  "#0b64b0",
  "#c8500a",
  "#04815f",
  "#a43585",
  "#8a6d00",
  "#2391c4",
  "#7c2d3f",
  "#5a4fcf",
] as const;

/** What is distinguished as lower and as higher; no known method's colour. */
export const lower = "#5a4fcf";
export const higher = "#7c2d3f";

const shapes = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "triangle-down",
  "cross",
  "triangle-right",
  "triangle-left",
] as const;

const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3]] as const;

/** An ordered scale, for what has an order. */
const orderedColors = ["#2f6fb7", "#7a57a8", "#b93a73", "#c8500a"] as const;

/** The colour of each colour's twin on a dark page. */
export const darkTwins: Readonly<Record<string, string>> = {
  [ink]: "#e6e9ed",
  [muted]: "#9aa4af",
  [grid]: "#2b3138",
  [neutral]: "#929ba5",
  [paper]: "#14171a",
  "#0b64b0": "#5aa9f0",
  "#c8500a": "#f28b52",
  "#04815f": "#3cc195",
  "#a43585": "#e07fc4",
  "#8a6d00": "#d6b43c",
  "#2391c4": "#7cd0f5",
  "#7c2d3f": "#e2909f",
  "#5a4fcf": "#a79dfb",
  "#2f6fb7": "#6aaef5",
  "#7a57a8": "#b794ea",
  "#b93a73": "#ee7fae",
};

/** The style of a method that learns nothing from the demonstrations. */
export const levelStyle: Style = {
  color: neutral,
  shape: "stroke",
  dash: [1, 3],
};

/**
 * The style of an arm: its method gives the colour, its place among the arms
 * of that method the shape and the dash.
 *
 * @param method The method's place in the order of methods.
 * @param setting The arm's place among the arms of its method.
 */
export function armStyle(method: number, setting = 0): Style {
  // Every eight methods colours come again; shapes differ then.
  const shift = Math.floor(method / methodColors.length);
  return {
    color: at(methodColors, method),
    shape: at(shapes, method + setting + shift),
    dash: at(dashes, method + setting + 2 * shift),
  };
}

/** The symbol at a place in the order of what shapes tell apart. */
export function shapeAt(index: number): string {
  return at(shapes, index);
}

/** The style of what has an order, such as a seed, at a place in it. */
export function orderedStyle(index: number, count: number): Style {
  // Few spread over the whole scale, many go round in it.
  const spread = count <= 1 || count > orderedColors.length
    ? index
    : Math.round(index * (orderedColors.length - 1) / (count - 1));
  return {
    color: at(orderedColors, spread),
    shape: at(shapes, index),
    dash: at(dashes, index),
  };
}

/**
 * Style sheet that gives each colour of a figure its twin on a dark page. A
 * rule by attribute wins over the attribute itself, so the figures need no
 * class names.
 *
 * @param within What the rules apply within, such as `.figure`.
 */
export function darkStyle(within: string): string {
  const rules = Object.entries(darkTwins).flatMap(([light, dark]) =>
    ["fill", "stroke"].map((property) =>
      `${within} [${property}="${light}"]{${property}:${dark}}`
    )
  );
  return `@media (prefers-color-scheme:dark){${rules.join("")}}`;
}

/** The entry at an index, going round at the end. */
function at<T>(entries: readonly T[], index: number): T {
  return entries[index % entries.length] as T;
}
