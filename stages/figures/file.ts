/**
 * A figure as one SVG file: its panels in columns, with title and legend.
 *
 * @module
 */

import { escape } from "../../web/html.ts";
import type { Figure, LegendEntry, Panel } from "./figure.ts";
import { darkStyle, ink, muted, paper } from "./palette.ts";
import { symbolPath } from "./symbol.ts";
import { fontFamily, fontSize, textWidth } from "./theme.ts";

const margin = 20;
const gap = 20;
const titleHeight = 34;
const legendLine = 20;
const swatchWidth = 24;

/** One panel as an SVG of its own, to stand in a page. */
export function panelSvg(panel: Panel): string {
  const { width, height } = panel;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
    `role="img" aria-label="${escape(panel.title)}" ` +
    `font-size="${fontSize}">${panel.body}</svg>`;
}

/** What a series looks like, as an SVG of its own, to stand in a legend. */
export function swatchSvg({ style, mark }: Omit<LegendEntry, "label">): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${swatchWidth}" height="12" ` +
    `viewBox="0 -6 ${swatchWidth} 12" aria-hidden="true">${
      swatch({ style, mark })
    }</svg>`;
}

/** The whole figure as a file that stands alone. */
export function figureSvg(figure: Figure): string {
  const columns = Math.min(figure.columns, figure.panels.length);
  const cellWidth = Math.max(...figure.panels.map(({ width }) => width));
  const width = 2 * margin + columns * cellWidth + (columns - 1) * gap;
  const legend = legendRows(figure.legend, width);
  let y = margin + titleHeight + legend.height;
  const placed: string[] = [];
  for (let i = 0; i < figure.panels.length; i += columns) {
    const row = figure.panels.slice(i, i + columns);
    row.forEach((panel, column) => {
      const x = margin + column * (cellWidth + gap);
      placed.push(`<g transform="translate(${x},${y})">${panel.body}</g>`);
    });
    y += Math.max(...row.map(({ height }) => height)) + gap;
  }
  const height = y - gap + margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc" font-size="${fontSize}" font-family="${
      escape(fontFamily)
    }">`,
    `<title id="title">${escape(figure.title)}</title>`,
    `<desc id="desc">${escape(figure.caption)}</desc>`,
    `<style>${darkStyle("svg")}</style>`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    `<text x="${margin}" y="${
      margin + 12
    }" fill="${ink}" font-size="15" font-weight="600">${
      escape(figure.title)
    }</text>`,
    `<g transform="translate(${margin},${
      margin + titleHeight - 6
    })">${legend.body}</g>`,
    ...placed,
    "</svg>\n",
  ].join("\n");
}

/** Legend entries in lines that fit the width. */
function legendRows(
  entries: readonly LegendEntry[],
  width: number,
): { body: string; height: number } {
  let x = 0;
  let y = 0;
  const parts = entries.map((entry) => {
    const wide = swatchWidth + 6 + textWidth(entry.label) + 18;
    if (x > 0 && x + wide > width - 2 * margin) {
      x = 0;
      y += legendLine;
    }
    const part = `<g transform="translate(${round(x)},${y})">${
      swatch(entry)
    }<text x="${swatchWidth + 6}" y="4" fill="${muted}">${
      escape(entry.label)
    }</text></g>`;
    x += wide;
    return part;
  });
  return {
    body: parts.join(""),
    height: entries.length === 0 ? 0 : y + legendLine,
  };
}

function swatch({ style, mark }: Omit<LegendEntry, "label">): string {
  const { color, dash, shape } = style;
  if (mark === "fill") {
    return `<rect x="6" y="-5" width="12" height="10" rx="2" fill="${color}"/>`;
  }
  if (mark === "point") {
    return `<path transform="translate(12,0)" d="${
      symbolPath(shape)
    }" fill="${color}"/>`;
  }
  const dashes = dash.length === 0
    ? ""
    : ` stroke-dasharray="${dash.join(",")}"`;
  return `<path d="M0,0H${swatchWidth}" stroke="${color}" stroke-width="2"${dashes}/>`;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
