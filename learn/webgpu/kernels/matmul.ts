/**
 * Matrix products in WGSL: which shader computes a product, and how its work is
 * cut. Both follow from the dimensions and the table of configurations.
 *
 * Where C is small and k is large, k is cut into slices whose partial products
 * go to scratch memory and are summed in a second pass, in a fixed order. What
 * becomes of the sums (`matmul_epilogue.ts`) is then a part of that pass.
 *
 * @module
 */

import type { Planner } from "../shader.ts";
import { bytesEach } from "../memory.ts";
import { type Configuration, tileOf } from "../tuning/configuration.ts";
import { classOf } from "../tuning/shape_class.ts";
import { configurationOf } from "../tuning/table.ts";
import {
  type Epilogue,
  epilogues,
  finish,
  finishWidth,
} from "./matmul_epilogue.ts";
import { productShader } from "./matmul_shader.ts";
import { four, isWide, type Layout } from "./matmul_tile.ts";

/** How a product is cut. */
interface Cut {
  /** Tiles of C in a row of tiles, and in all. */
  readonly across: number;
  readonly tiles: number;
  /** Slices of k, and the steps over k of each. */
  readonly count: number;
  readonly depth: number;
}

/** How a configuration cuts a product. */
export function cutOf(
  configuration: Configuration,
  m: number,
  n: number,
  k: number,
): Cut {
  const { depth: step, slices: { groups, depth: least } } = configuration;
  const [rows, columns] = tileOf(configuration);
  const across = Math.ceil(n / columns);
  const tiles = across * Math.ceil(m / rows);
  const wanted = Math.max(
    1,
    Math.min(Math.floor(groups / tiles), Math.floor(k / least)),
  );
  const multiple = Math.max(step, 4);
  // A sum of no terms is one slice, too: it is zero.
  const depth = Math.max(1, Math.ceil(k / wanted / multiple)) * multiple;
  const count = Math.max(1, Math.ceil(k / depth));
  return { across, tiles, count, depth };
}

/** Elements of an invocation whose epilogue is a part of the product. */
const fusedElements = 64;

/**
 * Whether an epilogue is a pass of its own even where k is one slice: each
 * element's is code of its own, and where an invocation has hundreds of them,
 * compiling takes seconds. Tiles that large are for adapters on the CPU.
 */
function isApart(epilogue: Epilogue, { each }: Configuration): boolean {
  return epilogue !== epilogues.none && each[0] * each[1] > fusedElements;
}

function planner(layout: Layout, epilogue: Epilogue): Planner {
  // Operands are the shader's arrays: A, B, and those of the epilogue.
  const operands = epilogue.arrays.map((_, i) => i + 2);
  return (dims, _, target) => {
    const [m, n, k] = dims as [number, number, number];
    const wide = isWide(layout, m, n, k);
    const shape = classOf(layout, m, n, k);
    const configuration = configurationOf(shape, target.products);
    const { across, tiles, count, depth } = cutOf(configuration, m, n, k);
    const product = (epilogue: Epilogue) => ({
      shader: productShader({ layout, wide, configuration, epilogue }),
      integers: [m, n, k, across, tiles, depth],
      floats: [],
      groups: tiles * count,
    });
    const apart = isApart(epilogue, configuration) &&
      m * n * bytesEach <= target.products.limits.maxStorageBufferBindingSize;
    if (count === 1 && !apart) {
      return {
        passes: [{ ...product(epilogue), bind: [0, 1, ...operands] }],
      };
    }
    const unit = n % 4 === 0 ? 4 : 1, length = m * n / unit;
    return {
      passes: [
        { ...product(epilogues.none), bind: [0, 1, "scratch"] },
        {
          shader: finish(epilogue, unit === 4 ? four : "f32"),
          bind: ["scratch", ...operands],
          integers: [n / unit, length, count],
          floats: [],
          groups: Math.ceil(length / finishWidth),
        },
      ],
      scratch: m * n * count,
    };
  };
}

/** Planners by the kernel's name. */
export const matmul: Readonly<Record<string, Planner>> = {
  matmul_nn: planner("nn", epilogues.none),
  matmul_nt: planner("nt", epilogues.none),
  matmul_tn: planner("tn", epilogues.none),
  matmul_nt_bias: planner("nt", epilogues.bias),
  matmul_nt_bias_gelu: planner("nt", epilogues.biasGelu),
  matmul_nt_bias_add: planner("nt", epilogues.biasAdd),
  matmul_nn_add: planner("nn", epilogues.add),
  matmul_nn_gelu_grad: planner("nn", epilogues.geluGrad),
  matmul_tn_add: planner("tn", epilogues.accumulate),
};
