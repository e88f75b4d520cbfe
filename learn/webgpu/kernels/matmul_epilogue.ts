/**
 * What happens to an element of a matrix product when its sum is complete, and
 * the pass that completes sums which were cut into slices of k: it adds up the
 * slices in order and does the same to the result.
 *
 * @module
 */

import type { ElementType, Shader } from "../shader.ts";
import { normal } from "./functions.ts";
import { four } from "./matmul_tile.ts";

/** The type of a product's elements in a shader: one or four of a row. */
export type ProductType = "f32" | typeof four;

/** What becomes of a product. */
export interface Epilogue {
  /** Names it in shaders; empty for the plain product. */
  readonly name: string;
  /** The kernel's operands after A and B. */
  readonly arrays: readonly string[];
  /** Stores `value`, element `at` of C, in column `j`. */
  readonly store: string;
  /** A function of one element that `store` calls, by its WGSL expression. */
  readonly calls?: { readonly name: string; readonly value: string };
}

/** The plain product, and whatever else layers need. */
export const epilogues = {
  none: { name: "", arrays: ["c"], store: "c[at] = value;" },
  bias: {
    name: "_bias",
    arrays: ["bias", "c"],
    store: "c[at] = value + bias[j];",
  },
  biasGelu: {
    name: "_bias_gelu",
    arrays: ["bias", "u", "c"],
    store: `let sum = value + bias[j];
    u[at] = sum;
    c[at] = gelu(sum);`,
    calls: { name: "gelu", value: "x * normal(x).x" },
  },
  biasAdd: {
    name: "_bias_add",
    arrays: ["bias", "r", "c"],
    store: "c[at] = value + bias[j] + r[at];",
  },
  add: {
    name: "_add",
    arrays: ["r", "c"],
    store: "c[at] = value + r[at];",
  },
  geluGrad: {
    name: "_gelu_grad",
    arrays: ["u", "c"],
    store: "c[at] = value * slope(u[at]);",
    calls: { name: "slope", value: "dot(normal(x), vec2<f32>(1.0, x))" },
  },
  accumulate: { name: "_accumulate", arrays: ["c"], store: "c[at] += value;" },
} satisfies Record<string, Epilogue>;

/** The arrays of an epilogue as a shader binds them. */
export function arraysOf(
  { arrays }: Epilogue,
  type: ProductType,
): [string, ElementType][] {
  return arrays.map((name) => [name, type]);
}

/** The functions that an epilogue calls, on elements of a type. */
export function functionsOf({ calls }: Epilogue, type: ProductType): string {
  if (!calls) return "";
  const { name, value } = calls;
  const one = `${normal}
fn ${name}_of(x: f32) -> f32 {
  return ${value};
}`;
  const parts = type === "f32"
    ? `${name}_of(x)`
    : `${four}(${
      ["x", "y", "z", "w"].map((part) => `${name}_of(x.${part})`).join(", ")
    })`;
  return `${one}
fn ${name}(x: ${type}) -> ${type} {
  return ${parts};
}`;
}

/** Invocations of a workgroup of the second pass. */
export const finishWidth = 64;

/**
 * The second pass: each invocation adds up the slices of one element (or four)
 * and stores it. Its first array is the scratch memory.
 */
export function finish(epilogue: Epilogue, type: ProductType): Shader {
  return {
    name: `matmul_finish${epilogue.name}${type === four ? "_4" : ""}`,
    arrays: [["partial", type], ...arraysOf(epilogue, type)],
    integers: ["columns", "length", "slices"],
    floats: [],
    size: finishWidth,
    declarations: functionsOf(epilogue, type),
    body: `  let at: u32 = group * ${finishWidth}u + local;
  if (at < p.length) {
    let j: u32 = at % p.columns;
    var value: ${type} = ${type}();
    for (var slice: u32 = 0u; slice < p.slices; slice++) {
      value += partial[slice * p.length + at];
    }
    ${epilogue.store}
  }`,
  };
}
