/**
 * Histograms of the margin log pi(clean) - log pi(low-quality): a panel for
 * each method, a strip in it for each ratio, one axis for all.
 *
 * @module
 */

import { fixed, percent } from "../../web/report/number.ts";
import { domainAxis, scale } from "./axis.ts";
import type { Figure, Panel } from "./figure.ts";
import { ink, muted, type Style } from "./palette.ts";
import { panelTitle, pixels } from "./parts.ts";
import { type Frame, plotSize, render } from "./render.ts";
import { type Domain, niceDomain, position } from "./scale.ts";
import { cut, fontSize } from "./theme.ts";

/** The margins of a method at one ratio, the seeds' together. */
export interface MarginStrip {
  /** As it is shown; empty where the method has none. */
  readonly ratio: string;
  /** In nats, one for each prompt and seed. */
  readonly margins: readonly number[];
}

/** A method's margins over the ratios, in ascending order. */
export interface MarginSeries {
  readonly method: string;
  readonly style: Style;
  readonly strips: readonly MarginStrip[];
}

const stripHeight = 40;
const bins = 28;

/** Draws the figure. There is at least one margin. */
export async function marginHistograms(
  name: string,
  series: readonly MarginSeries[],
): Promise<Figure> {
  const domain = commonDomain(
    series.flatMap(({ strips }) => strips.flatMap(({ margins }) => margins)),
  );
  const panels: Panel[] = [];
  for (const one of series) panels.push(await panel(one, domain));
  return {
    name,
    title: "Does the policy prefer the clean response?",
    caption:
      "Margin by which a policy finds the clean response to a held-out prompt " +
      "likelier than the low-quality one, log\u00a0\u03c0(clean) \u2212 log " +
      "\u03c0(low quality) in nats: a strip for each ratio (left), with the " +
      "share of prompts above zero (right). The outermost bars hold " +
      "everything beyond them.",
    panels,
    columns: 5,
    legend: [],
    data: {
      columns: ["method", "ratio", "margins", "mean (nats)", "above zero"],
      rows: series.flatMap(({ method, strips }) =>
        strips.map(({ ratio, margins }) => [
          method,
          ratio,
          String(margins.length),
          margins.length === 0 ? "\u2013" : fixed(
            margins.reduce((a, b) => a + b, 0) / margins.length,
            2,
          ),
          above(margins),
        ])
      ),
    },
  };
}

/** Covers zero and all margins but the outermost hundredth on either side. */
function commonDomain(margins: readonly number[]): Domain {
  const sorted = [...margins].sort((a, b) => a - b);
  const skip = Math.floor(sorted.length / 100);
  return niceDomain([
    0,
    sorted[skip] as number,
    sorted[sorted.length - 1 - skip] as number,
  ], 2);
}

async function panel(
  { method, style, strips }: MarginSeries,
  domain: Domain,
): Promise<Panel> {
  const frame: Frame = {
    width: 180,
    height: strips.length * stripHeight + 72,
    left: 34,
    right: 42,
    top: 30,
    bottom: 42,
  };
  const { width, height } = plotSize(frame);
  const bars = strips.flatMap(({ margins }, strip) => {
    const counts = histogram(margins, domain);
    const most = Math.max(...counts, 1);
    const base = (strip + 1) * stripHeight;
    return counts.map((count, bin) => ({
      x: bin * width / bins,
      x2: (bin + 1) * width / bins - 0.5,
      y: base,
      y2: base - count / most * (stripHeight - 7),
    })).filter((_, bin) => (counts[bin] as number) > 0);
  });
  const names = strips.map(({ ratio, margins }, strip) => ({
    y: (strip + 1) * stripHeight - 2,
    ratio,
    above: above(margins),
  }));
  const text = (field: string, x: number, align: string) => ({
    data: { values: names },
    mark: {
      type: "text",
      align,
      baseline: "bottom",
      color: muted,
      fontSize: fontSize - 1,
    },
    encoding: {
      x: { value: x },
      y: pixels("y"),
      text: { field, type: "nominal" },
    },
  });
  const zero = position(domain, 0) * width;
  const body = await render({
    layer: [
      {
        // The axis, on a row that draws nothing.
        data: { values: [{ margin: 0 }] },
        mark: { type: "point", opacity: 0, size: 0 },
        encoding: {
          x: {
            field: "margin",
            type: "quantitative",
            scale: scale(domain),
            axis: domainAxis("margin (nats)", domain),
          },
        },
      },
      {
        data: { values: bars },
        mark: { type: "rect", color: style.color },
        encoding: {
          x: pixels("x"),
          x2: { field: "x2" },
          y: pixels("y"),
          y2: { field: "y2" },
        },
      },
      {
        data: { values: [{ from: 0, to: height }] },
        mark: { type: "rule", color: ink, strokeWidth: 1, opacity: 0.7 },
        encoding: {
          x: { value: zero },
          y: pixels("from"),
          y2: { field: "to" },
        },
      },
      text("ratio", -6, "right"),
      text("above", width + 6, "left"),
    ],
    resolve: { scale: { x: "independent", y: "independent" } },
  }, frame);
  return {
    title: `Margins of ${method}`,
    width: frame.width,
    height: frame.height,
    body: panelTitle(cut(method, 26)) + body,
  };
}

/** How many values stand in each of equal bins; what is beyond counts last. */
function histogram(values: readonly number[], domain: Domain): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.floor(position(domain, value) * bins);
    const inside = Math.min(bins - 1, Math.max(0, bin));
    counts[inside] = (counts[inside] as number) + 1;
  }
  return counts;
}

function above(margins: readonly number[]): string {
  if (margins.length === 0) return "\u2013";
  return percent(
    margins.filter((margin) => margin > 0).length / margins.length,
  );
}
