/**
 * What both families of shaders for matrix products have in common: how the
 * tile of C of an invocation lies, and the straight-line code that adds the
 * products of one round, which is one step over k or four, to it.
 *
 * Where the dimensions along which memory runs are multiples of four, operands
 * are read as vectors of four ("wide"). Each sum runs over k in order.
 *
 * @module
 */

import { unroll } from "../shader.ts";
import type { Configuration } from "../tuning/configuration.ts";

/** How A and B lie in memory: as they are, or transposed. */
export type Layout = "nn" | "nt" | "tn";

/** All layouts. */
export const layouts: readonly Layout[] = ["nn", "nt", "tn"];

/** Whether the dimensions along which A and B run are multiples of four. */
export function isWide(
  layout: Layout,
  m: number,
  n: number,
  k: number,
): boolean {
  if (layout === "nn") return (n | k) % 4 === 0;
  return (layout === "nt" ? k : m | n) % 4 === 0;
}

/** How an invocation computes its tile. */
export interface Tile {
  /** Steps over k in a round. */
  readonly step: 1 | 4;
  /** Whether A, B lie along k (or along C's rows, columns). */
  readonly alongK: { readonly a: boolean; readonly b: boolean };
  /** Elements of C that lie in a unit of rows, and of columns. */
  readonly rowUnit: 1 | 4;
  readonly columnUnit: 1 | 4;
  /** Within the workgroup's tile: an invocation's x-th row unit. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Declares the sums. */
  readonly declarations: string;
  /** A round: expressions fetch a row unit and a column unit of step q. */
  round(
    indent: string,
    a: (x: number) => string,
    b: (y: number, q: number) => string,
  ): string;
  /** The sums of all rows, and in them of all column units. */
  readonly sums: readonly string[];
  /** Within the workgroup's tile: the row of an invocation's x-th row. */
  rowOf(x: string): string;
  /** Likewise the column unit. */
  columnOf(y: string): string;
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** The type of vectors of four. */
export const four = "vec4<f32>";

/**
 * An invocation's tile. Rows of an invocation follow each other, and its
 * columns lie a workgroup's width apart, so that neighbours touch neighbouring
 * memory; units of four rows, where A lies along them, do so, too.
 */
export function makeTile(
  layout: Layout,
  wide: boolean,
  { workgroup: [down, across], each: [rows, columns] }: Configuration,
): Tile {
  const alongK = { a: layout !== "tn", b: layout === "nt" };
  const rowUnit = wide && !alongK.a ? 4 : 1;
  const columnUnit = wide && !alongK.b ? 4 : 1;
  const step = wide && alongK.a ? 4 : 1;
  const xs = range(rows / rowUnit), ys = range(columns / columnUnit);
  const type = columnUnit === 4 ? four : "f32";
  const element = wide ? four : "f32";
  // The rows that a row unit holds, with what picks them out of its vector.
  const parts = (x: number) =>
    rowUnit === 4
      ? range(4).map((q) => ({ row: 4 * x + q, part: `[${q}]` }))
      : [{ row: x, part: "" }];
  return {
    step,
    alongK,
    rowUnit,
    columnUnit,
    rows: xs.map((x) =>
      rowUnit === 4 ? `(y + ${x * down}u)` : `(y * ${rows}u + ${x}u)`
    ),
    columns: ys.map((y) => `(x + ${y * across}u)`),
    declarations: unroll(
      rows,
      (x) => unroll(ys.length, (y) => `  var c${x}_${y}: ${type} = ${type}();`),
    ),
    round(indent, a, b) {
      const lines = xs.map((x) => `let a${x}: ${element} = ${a(x)};`);
      if (step === 4 && alongK.b) {
        for (const y of ys) {
          lines.push(`let b${y}: ${element} = ${b(y, 0)};`);
          for (const x of xs) {
            for (const q of range(4)) {
              lines.push(`c${x}_${y} += a${x}[${q}] * b${y}[${q}];`);
            }
          }
        }
      } else {
        for (const q of range(step)) {
          for (const y of ys) {
            lines.push(`let b${q}_${y}: ${element} = ${b(y, q)};`);
          }
          for (const x of xs) {
            for (const { row, part } of parts(x)) {
              const factor = `a${x}${step === 4 ? `[${q}]` : part}`;
              for (const y of ys) {
                lines.push(`c${row}_${y} += ${factor} * b${q}_${y};`);
              }
            }
          }
        }
      }
      return lines.map((line) => indent + line).join("\n");
    },
    sums: range(rows).flatMap((x) => ys.map((y) => `c${x}_${y}`)),
    rowOf: (x) =>
      rowUnit === 4
        ? `4u * (y + ${x} / 4u * ${down}u) + ${x} % 4u`
        : `y * ${rows}u + ${x}`,
    columnOf: (y) => `x + ${y} * ${across}u`,
  };
}
