/**
 * The shader of a matrix product, put together from a configuration, the
 * operands' layout and what happens to the result.
 *
 * @module
 */

import { type Shader, unroll } from "../shader.ts";
import {
  type Configuration,
  invocationsOf,
  tileOf,
} from "../tuning/configuration.ts";
import { arraysOf, type Epilogue, functionsOf } from "./matmul_epilogue.ts";
import { sumsFromStorage } from "./matmul_registers.ts";
import { sumsFromShared } from "./matmul_shared.ts";
import { four, type Layout, makeTile, type Tile } from "./matmul_tile.ts";

/** What decides over a product's shader. */
export interface Product {
  readonly layout: Layout;
  /** Whether A and B are read as vectors of four. */
  readonly wide: boolean;
  readonly configuration: Configuration;
  readonly epilogue: Epilogue;
}

/** Shaders by name: one object each, however many products use it. */
const made = new Map<string, Shader>();

/**
 * The shader of a product. Its parameters are those of {@linkcode integers};
 * with several slices of k its last array receives one product a slice.
 */
export function productShader(product: Product): Shader {
  const { layout, wide, configuration, epilogue } = product;
  const { family, workgroup, each, depth } = configuration;
  const name = [
    `matmul_${layout}${epilogue.name}${wide ? "_4" : ""}`,
    family,
    workgroup.join("x"),
    each.join("x"),
    depth,
  ].join(" ");
  const known = made.get(name);
  if (known) return known;
  const shader = build(name, product);
  made.set(name, shader);
  return shader;
}

/** The parameters of every product's shader. */
export const integers = ["m", "n", "k", "across", "tiles", "depth"];

/** Stores an invocation's tile, an element or four at a time. */
function stores(tile: Tile, per: string): string {
  const { sums, columns: { length } } = tile;
  const put = (x: string, y: string, sum: string) =>
    `put(slice, row + ${tile.rowOf(x)}, column${per} + ${
      tile.columnOf(y)
    }, ${sum});`;
  return unroll(sums.length, (s) =>
    "    " +
    put(`${Math.floor(s / length)}u`, `${s % length}u`, sums[s]!));
}

function build(
  name: string,
  { layout, wide, configuration, epilogue }: Product,
): Shader {
  const tile = makeTile(layout, wide, configuration);
  const [rows, columns] = tileOf(configuration);
  const size = invocationsOf(configuration);
  const across = configuration.workgroup[1];
  const element = wide ? four : "f32";
  const type = tile.columnUnit === 4 ? four : "f32";
  const per = tile.columnUnit === 4 ? " / 4u" : "";
  const sums = configuration.family === "shared"
    ? sumsFromShared(tile, wide, configuration)
    : { declarations: "", body: sumsFromStorage(tile) };
  return {
    name,
    arrays: [["a", element], ["b", element], ...arraysOf(epilogue, type)],
    integers,
    floats: [],
    size,
    declarations: `${functionsOf(epilogue, type)}
fn put(slice: u32, i: u32, j: u32, value: ${type}) {
  if (i < p.m && j < p.n${per}) {
    let at: u32 = (slice * p.m + i) * (p.n${per}) + j;
    ${epilogue.store}
  }
}
${sums.declarations}`,
    body: `  let slice: u32 = group / p.tiles;
  let start: u32 = min(slice * p.depth, p.k);
  let end: u32 = min(start + p.depth, p.k);
  let row: u32 = group % p.tiles / p.across * ${rows}u;
  let column: u32 = group % p.tiles % p.across * ${columns}u;
  let y: u32 = local / ${across}u;
  let x: u32 = local % ${across}u;
${tile.declarations}
${sums.body}
  if (start < end || (p.k == 0u && slice == 0u)) {
${stores(tile, per)}
  }`,
  };
}
