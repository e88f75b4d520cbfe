/**
 * Matrix products straight from storage: every invocation reads what its tile
 * of C needs itself. There is nothing to wait for, so this suits adapters on
 * which barriers are dear, and those whose caches serve neighbours well.
 *
 * @module
 */

import { unroll } from "../shader.ts";
import type { Tile } from "./matmul_tile.ts";

/**
 * The sums of an invocation's tile over a slice of k. Rows and columns beyond C
 * are read at its edge; what they give is not stored.
 */
export function sumsFromStorage(tile: Tile): string {
  const { step, alongK, rowUnit, columnUnit } = tile;
  const per = (unit: number) => unit === 1 ? "" : ` / ${unit}u`;
  const index = (along: boolean, at: string) =>
    along ? ` * (p.k${per(step)}) + ${at}` : at;
  const rows = `p.m${per(rowUnit)}`, columns = `p.n${per(columnUnit)}`;
  const edge = (size: string, along: boolean) =>
    `, ${size} - 1u)${along ? index(true, "0u") : ""}`;
  const aAt = (i: number) => alongK.a ? `i${i} + l` : `ra + i${i}`;
  const bAt = (j: number, q: number) =>
    alongK.b ? `j${j} + l` : `rb${q} + j${j}`;
  const steps = alongK.b ? 0 : step;
  return `${
    unroll(tile.rows.length, (i) =>
      `  let i${i}: u32 = min(row${per(rowUnit)} + ${tile.rows[i]}${
        edge(rows, alongK.a)
      };`)
  }
${
    unroll(tile.columns.length, (j) =>
      `  let j${j}: u32 = min(column${per(columnUnit)} + ${tile.columns[j]}${
        edge(columns, alongK.b)
      };`)
  }
  for (var l: u32 = start${per(step)}; l < end${per(step)}; l++) {
${alongK.a ? "" : `    let ra: u32 = l * (${rows});`}
${
    unroll(steps, (q) =>
      `    let rb${q}: u32 = (l * ${step}u + ${q}u) * (${columns});`)
  }
${tile.round("    ", (i) => `a[${aAt(i)}]`, (j, q) => `b[${bAt(j, q)}]`)}
  }`;
}
