/**
 * Tables on the terminal.
 *
 * @module
 */

import { parameters, type Shape, stepFlops } from "./models.ts";
import type { Profile, Use } from "./profile.ts";
import { type Entry, largest, type Ratio } from "./report.ts";

function number(value: number | null): string {
  if (value === null) return "";
  if (value >= 1000) return Math.round(value).toLocaleString("en");
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

const percent = (value: number | null) =>
  value === null ? "" : `${(100 * value).toFixed(0)} %`;

/** Rows of cells, the first column to the left and the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) =>
    Math.max(...rows.map((row) => row[i]!.length))
  );
  return rows.map((row) =>
    row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)
    ).join("  ").trimEnd()
  ).join("\n");
}

/** The table of one model. */
export function tableOf(
  shape: Shape,
  entries: readonly Entry[],
  ratios: readonly Ratio[],
): string {
  const head = [
    "",
    "step, ms",
    "tokens/s",
    "GFLOP/s",
    "of peak",
    "product",
    "score, ms",
    "generated/s",
    "of memory",
    "MiB",
    "device MiB",
    "start, s",
    "loss +-",
    "step is",
  ];
  const rows = entries.map((entry) => {
    const ratio = ratios.find(({ contestant, model }) =>
      contestant === entry.contestant && model === entry.model
    );
    return [
      entry.contestant,
      number(entry.step.median),
      number(entry.tokensPerSecond),
      number(entry.gflops),
      percent(entry.shareOfPeak),
      number(largest(Object.values(entry.products ?? {}))),
      number(entry.score && entry.score.median),
      number(entry.generatedPerSecond),
      percent(entry.shareOfBandwidth),
      number(entry.memory),
      number(entry.deviceMemory),
      number(entry.startup.median),
      entry.sameWork ? entry.lossDifference.toExponential(0) : "DIFFERENT",
      ratio === undefined ? "" : `${number(ratio.step)} x`,
    ];
  });
  const { batch, time, generation } = shape;
  return `${shape.name}: ${shape.about}; ` +
    `${(parameters(shape) / 1e6).toFixed(2)} million parameters, ` +
    `${batch} x ${time} tokens a step of ` +
    `${(stepFlops(shape) / 1e9).toFixed(2)} GFLOP, generation of ` +
    `${generation.batch} x ${generation.length - generation.prompt} tokens ` +
    `after ${generation.prompt}\n\n` +
    table([head, ...rows]);
}

/** A profile: one row for all uses of a kernel with the same dimensions. */
export function profileTable(
  { device, part, whole, sum, overhead, uses }: Profile,
): string {
  const row = ({ kernel, dims, count, milliseconds, gflops }: Use) => [
    kernel,
    dims.join(" "),
    String(count),
    milliseconds.toFixed(3),
    number(gflops),
    `${(100 * milliseconds / sum).toFixed(1)} %`,
  ];
  const head = ["kernel", "dims", "count", "ms", "GFLOP/s", "share"];
  return `${part} on ${device}: ${whole.toFixed(2)} ms as a whole, ` +
    `${
      sum.toFixed(2)
    } ms kernel by kernel, of which starting them one by one ` +
    `takes ${overhead.toFixed(4)} ms each\n\n` +
    table([head, ...uses.map(row)]);
}
