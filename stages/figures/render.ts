/**
 * From a Vega-Lite specification to SVG elements.
 *
 * The bytes depend on the specification alone: text is measured by counting
 * letters and not with the machine's fonts, and coordinates are rounded, so
 * that a last bit that differs between processors does not show.
 *
 * @module
 */

import { printable } from "../../web/html.ts";
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { config, fontSize, textWidth } from "./theme.ts";

/** A specification of a view or of layers; size and theme are added here. */
export type PanelSpec = Readonly<Record<string, unknown>>;

/** The frame of a panel: sizes in pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Room around the plot for axes, titles and labels. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The size of the plot inside a frame. */
export function plotSize(frame: Frame): { width: number; height: number } {
  return {
    width: frame.width - frame.left - frame.right,
    height: frame.height - frame.top - frame.bottom,
  };
}

/** Draws a panel and gives its SVG elements, without an `svg` around them. */
export async function render(spec: PanelSpec, frame: Frame): Promise<string> {
  const { left, right, top, bottom } = frame;
  textMetrics.width = measure;
  const whole = {
    ...spec,
    ...plotSize(frame),
    autosize: { type: "none" },
    padding: { left, right, top, bottom },
    config,
  };
  const view = new vega.View(
    vega.parse(compile(whole as unknown as TopLevelSpec).spec),
    { renderer: "none" },
  );
  try {
    return tidy(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/**
 * The library's own measuring, which its types leave out. It would use a
 * canvas where the runtime has one, and so the machine's fonts.
 */
const { textMetrics } = vega as unknown as {
  textMetrics: { width: typeof measure };
};

function measure(
  item: { readonly text?: unknown; readonly fontSize?: number },
  text?: unknown,
): number {
  return textWidth(String(text ?? item.text ?? ""), item.fontSize);
}

/** Leaves of the drawing what is seen, with short numbers. */
function tidy(svg: string): string {
  const inner = svg.replace(/^<svg[^>]*>/, "").replace(/<\/svg>$/, "");
  return printable(inner)
    .replace(/<[^>]+>/g, (tag) => roundNumbers(dropNoise(tag)))
    // Frames that are neither filled nor stroked, and text that is hidden.
    .replace(/<path d="[^"]*"( display="none")?\/>/g, "")
    .replace(/<rect[^>]*fill="transparent"[^>]*\/>/g, "")
    // Groups that the previous steps left empty, from the inside out.
    .replace(/(<g[^>]*>)+(<\/g>)+/g, balanced);
}

/** Attributes for events and screen readers, and those that change nothing. */
const noise = new RegExp(
  ` (?:(?:${
    [
      "class",
      "role",
      "aria-[a-z]+",
      "pointer-events",
      "font-family",
      "stroke-miterlimit",
    ].join("|")
  })="[^"]*"|opacity="1"|font-weight="normal"|font-size="${fontSize}px"|transform="translate\\(0,0\\)")`,
  "g",
);

function dropNoise(tag: string): string {
  return tag.replace(noise, "");
}

function roundNumbers(tag: string): string {
  return tag.replace(
    /-?\d*\.\d{3,}(?:e-?\d+)?/g,
    (number) => String(Number(Number(number).toFixed(2))),
  );
}

/** Removes `<g></g>` pairs from a run of opening and closing tags. */
function balanced(run: string): string {
  let text = run;
  for (;;) {
    const next = text.replace(/<g[^>]*><\/g>/g, "");
    if (next === text) return text;
    text = next;
  }
}
