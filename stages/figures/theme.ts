/**
 * How every figure looks.
 *
 * @module
 */

import { grid, ink, muted } from "./palette.ts";

/** Fonts that some machine has, so that a figure needs to bring none. */
export const fontFamily =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** The size of text in a panel, in pixels of the panel's own scale. */
export const fontSize = 11;

/** Vega-Lite's `config` of every panel. */
export const config = {
  aria: false,
  background: "transparent",
  view: { stroke: null },
  axis: {
    labelColor: muted,
    labelFontSize: fontSize,
    labelFlush: false,
    labelOverlap: false,
    labelPadding: 4,
    titleColor: ink,
    titleFontSize: fontSize,
    titleFontWeight: "normal",
    titlePadding: 8,
    domainColor: muted,
    tickColor: muted,
    tickSize: 4,
    gridColor: grid,
  },
  axisY: { domain: false, ticks: false },
  axisX: { grid: false },
  text: { fontSize, color: ink },
} as const;

/** Roughly how wide a text is, in pixels: letters are half as wide as tall. */
export function textWidth(text: string, size: number = fontSize): number {
  return [...text].length * size * 0.56;
}

/** A text cut to a number of letters, with an ellipsis where it was cut. */
export function cut(text: string, letters: number): string {
  const all = [...text];
  return all.length <= letters
    ? text
    : `${all.slice(0, letters - 1).join("").trimEnd()}\u2026`;
}

/** The same, cut in the middle: of stages' names both ends tell. */
export function cutMiddle(text: string, letters: number): string {
  const all = [...text];
  if (all.length <= letters) return text;
  const head = Math.floor((letters - 1) / 3);
  return `${all.slice(0, head).join("")}\u2026${
    all.slice(head + 1 - letters).join("")
  }`;
}
