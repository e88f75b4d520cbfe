/**
 * Tables on the terminal.
 *
 * @module
 */

import { parameters, type Shape, stepFlops } from "./models.ts";
import { flopsOf, type Profile, type Use } from "./profile.ts";
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

/** The tables of one model, none wider than 80 columns. */
export function tableOf(
  shape: Shape,
  entries: readonly Entry[],
  ratios: readonly Ratio[],
): string {
  const columns = (
    head: readonly string[],
    cells: (entry: Entry) => readonly string[],
  ) => table([head, ...entries.map((one) => [one.contestant, ...cells(one)])]);
  const training = columns(
    [
      "training",
      "step, ms",
      "tokens/s",
      "GFLOP/s",
      "of peak",
      "loss +-",
      "step is",
    ],
    (entry) => {
      const ratio = ratios.find(({ contestant, model }) =>
        contestant === entry.contestant && model === entry.model
      );
      return [
        number(entry.step.median),
        number(entry.tokensPerSecond),
        number(entry.gflops),
        percent(entry.shareOfPeak),
        entry.sameWork ? entry.lossDifference.toExponential(0) : "DIFFERENT",
        ratio === undefined ? "" : `${number(ratio.step)} x`,
      ];
    },
  );
  const other = columns(
    ["other work", "score, ms", "generated/s", "of memory", "product"],
    (entry) => [
      number(entry.score && entry.score.median),
      number(entry.generatedPerSecond),
      percent(entry.shareOfBandwidth),
      number(largest(Object.values(entry.products ?? {}))),
    ],
  );
  const process = columns(
    ["process", "MiB", "device MiB", "start, s"],
    (entry) => [
      number(entry.memory),
      number(entry.deviceMemory),
      number(entry.startup.median),
    ],
  );
  const { batch, time, generation } = shape;
  return `${shape.name}: ${shape.about}; ` +
    `${(parameters(shape) / 1e6).toFixed(2)} million parameters\n` +
    `${batch} x ${time} tokens a step of ` +
    `${(stepFlops(shape) / 1e9).toFixed(2)} GFLOP; ` +
    `${generation.batch} x ${generation.length - generation.prompt} tokens ` +
    `generated after ${generation.prompt}\n\n` +
    [training, other, process].join("\n\n");
}

/** A profile: one row for all uses of a kernel with the same dimensions. */
export function profileTable(
  { device, part, whole, sum, uses }: Profile,
): string {
  const row = ({ kernel, dims, count, milliseconds }: Use) => {
    const rate = count * flopsOf({ kernel, dims }) / milliseconds / 1e6;
    return [
      kernel,
      dims.join(" "),
      String(count),
      milliseconds.toFixed(3),
      // Copies have no operations, and the clock no time for the smallest.
      Number.isFinite(rate) && rate > 0 ? number(rate) : "",
      `${(100 * milliseconds / sum).toFixed(1)} %`,
    ];
  };
  const head = ["kernel", "dims", "count", "ms", "GFLOP/s", "share"];
  return `${part} on ${device}\n${whole.toFixed(2)} ms as a whole, ` +
    `${sum.toFixed(2)} ms kernel by kernel\n\n` +
    table([head, ...uses.map(row)]);
}
