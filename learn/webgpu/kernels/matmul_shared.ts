/**
 * Matrix products from shared memory: the invocations of a workgroup copy a
 * tile of A and one of B together, wait for each other, and take what they need
 * from there. Each element is read from storage once a workgroup instead of
 * once an invocation.
 *
 * Tiles lie as the operands do, so that copying moves whole vectors and needs
 * no transposing. Rows along k are padded by a vector: without that, neighbours
 * that read the same step of different rows would meet in the same bank.
 *
 * @module
 */

import { unroll } from "../shader.ts";
import {
  type Configuration,
  invocationsOf,
  tileOf,
} from "../tuning/configuration.ts";
import { four, type Tile } from "./matmul_tile.ts";

/**
 * Products of an invocation in straight-line code: beyond this, the steps over
 * a tile's depth are a loop, so that compiling stays quick.
 */
const unrolledProducts = 256;

/** One operand's tile. */
interface Part {
  readonly name: "a" | "b";
  readonly alongK: boolean;
  /** Units in a row of the tile, of which the first `inner` hold data. */
  readonly stride: number;
  readonly inner: number;
  readonly outer: number;
  /** The dimension of C that it has, in units, and where the tile begins. */
  readonly size: string;
  readonly first: string;
}

/** The shared memory of the tiles, and the sums over a slice of k. */
export interface SharedSums {
  readonly declarations: string;
  readonly body: string;
}

/** Copies a workgroup's share of an operand: beyond the slice lie zeros. */
function copy(part: Part, tile: Tile, wide: boolean, size: number): string {
  const { name, alongK, stride, inner, outer } = part;
  const element = wide ? four : "f32", { step } = tile;
  const per = step === 4 && alongK ? " / 4u" : "";
  const count = inner * outer, each = Math.ceil(count / size);
  const at = (o: string, i: string) => alongK ? [i, o] : [o, i];
  return unroll(each, (t) => {
    // [step over k, row or column], both within the tile.
    const [l, x] = at(`(e / ${inner}u)`, `(e % ${inner}u)`);
    const k = `base${per} + ${l}`,
      other = `min(${part.first} + ${x}, ${part.size} - 1u)`;
    const last = `min(${k}, p.k${per} - 1u)`;
    const index = alongK
      ? `${other} * (p.k${per}) + ${last}`
      : `${last} * (${part.size}) + ${other}`;
    const lines = `      let e: u32 = local + ${t * size}u;
      let value: ${element} = ${name}[${index}];
      shared_${name}[e / ${inner}u * ${stride}u + e % ${inner}u] =
        select(${element}(), value, ${k} < end${per});`;
    const partial = (t + 1) * size > count;
    return `    ${partial ? `if (local + ${t * size}u < ${count}u) ` : ""}{
${lines}
    }`;
  });
}

/** The sums of an invocation's tile over a slice of k, a tile at a time. */
export function sumsFromShared(
  tile: Tile,
  wide: boolean,
  configuration: Configuration,
): SharedSums {
  const { depth } = configuration, size = invocationsOf(configuration);
  const [rows, columns] = tileOf(configuration);
  const { step, alongK } = tile, element = wide ? four : "f32";
  const part = (
    name: "a" | "b",
    along: boolean,
    extent: number,
    unit: number,
    dimension: string,
    start: string,
  ): Part => {
    const per = unit === 1 ? "" : ` / ${unit}u`;
    const inner = along ? depth / step : extent / unit;
    return {
      name,
      alongK: along,
      inner,
      outer: along ? extent : depth,
      stride: along ? inner + (wide ? 1 : 4) : inner,
      size: `p.${dimension}${per}`,
      first: `${start}${per}`,
    };
  };
  const a = part("a", alongK.a, rows, tile.rowUnit, "m", "row");
  const b = part("b", alongK.b, columns, tile.columnUnit, "n", "column");
  const [i, j] = configuration.each;
  const unrolled =
    [16, 8].find((steps) =>
      depth % steps === 0 && steps * i * j <= unrolledProducts
    ) ?? 4;
  const from = (one: Part, unit: string, l: number) =>
    `shared_${one.name}[${
      one.alongK
        ? `${unit} * ${one.stride}u + l / ${step}u + ${l / step}u`
        : `(l + ${l}u) * ${one.stride}u + ${unit}`
    }]`;
  return {
    declarations: [a, b].map(({ name, outer, stride }) =>
      `var<workgroup> shared_${name}: array<${element}, ${outer * stride}>;`
    ).join("\n"),
    body: `  for (var base: u32 = start; base < end; base += ${depth}u) {
${copy(a, tile, wide, size)}
${copy(b, tile, wide, size)}
    workgroupBarrier();
    for (var l: u32 = 0u; l < ${depth}u; l += ${unrolled}u) {
${
      unroll(unrolled / step, (r) =>
        `      {
${
          tile.round(
            "        ",
            (x) => from(a, tile.rows[x]!, r * step),
            (y, q) => from(b, tile.columns[y]!, r * step + (alongK.b ? 0 : q)),
          )
        }
      }`)
    }
    }
    workgroupBarrier();
  }`,
  };
}
