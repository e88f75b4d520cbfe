/**
 * Matrix products with an epilogue in WGSL: the plain product, and a second
 * pass over its result.
 *
 * @module
 */

import type { Planner, Shader } from "../shader.ts";
import { normal } from "./functions.ts";
import { matmul } from "./matmul.ts";

const width = 64;

/**
 * The pass over the elements `i` of a product, in column `i % p.n`.
 *
 * @param arrays Those that `body` names.
 */
function pass(
  name: string,
  arrays: readonly string[],
  body: string,
  declarations = "",
): Shader {
  return {
    name,
    arrays: arrays.map((array) => [array, "f32"]),
    integers: ["n", "length"],
    floats: [],
    size: width,
    declarations,
    body: `  let i: u32 = group * ${width}u + local;
  if (i < p.length) {
    ${body}
  }`,
  };
}

/**
 * @param to The operand that receives the product.
 * @param bind The operands that are the shader's arrays.
 */
function planner(
  product: string,
  to: number,
  shader: Shader,
  bind: readonly number[],
): Planner {
  return (dims, constants) => {
    const { passes, ...rest } = matmul[product]!(dims, constants);
    const [m, n] = dims, length = m! * n!;
    return {
      ...rest,
      passes: [
        ...passes.map((pass) => ({
          ...pass,
          bind: pass.bind.map((operand) => operand === 2 ? to : operand),
        })),
        {
          shader,
          bind,
          integers: [n!, length],
          floats: [],
          groups: Math.ceil(length / width),
        },
      ],
    };
  };
}

// Here `n` is the number of elements of all slices.
const addTo = pass(
  "matmul_tn_add",
  ["product", "c"],
  `var sum: f32 = 0.0;
    for (var at: u32 = i; at < p.n; at += p.length) {
      sum += product[at];
    }
    c[i] += sum;`,
);

/** The slices' products stay in scratch memory, and their sum goes to C. */
const matmulTNAdd: Planner = (dims, constants) => {
  const { passes, scratch } = matmul.matmul_tn!(dims, constants);
  const [m, n] = dims, length = m! * n!;
  return {
    passes: [
      { ...passes[0]!, bind: [0, 1, "scratch"] },
      {
        shader: addTo,
        bind: ["scratch", 2],
        integers: [scratch ?? length, length],
        floats: [],
        groups: Math.ceil(length / width),
      },
    ],
    scratch: scratch ?? length,
  };
};

/** Planners by the kernel's name. */
export const matmulEpilogue: Readonly<Record<string, Planner>> = {
  matmul_nt_bias: planner(
    "matmul_nt",
    3,
    pass("matmul_bias", ["bias", "c"], "c[i] += bias[i % p.n];"),
    [2, 3],
  ),
  matmul_nt_bias_gelu: planner(
    "matmul_nt",
    3,
    pass(
      "matmul_bias_gelu",
      ["bias", "u", "c"],
      `let x: f32 = u[i] + bias[i % p.n];
    u[i] = x;
    c[i] = x * normal(x).x;`,
      normal,
    ),
    [2, 3, 4],
  ),
  matmul_nt_bias_add: planner(
    "matmul_nt",
    4,
    pass(
      "matmul_bias_add",
      ["bias", "r", "c"],
      "c[i] = c[i] + bias[i % p.n] + r[i];",
    ),
    [2, 3, 4],
  ),
  matmul_nn_add: planner(
    "matmul_nn",
    3,
    pass("matmul_add", ["r", "c"], "c[i] += r[i];"),
    [2, 3],
  ),
  matmul_nn_gelu_grad: planner(
    "matmul_nn",
    3,
    pass(
      "matmul_gelu_grad",
      ["u", "c"],
      `let x: vec2<f32> = normal(u[i]);
    c[i] *= x.x + u[i] * x.y;`,
      normal,
    ),
    [2, 3],
  ),
  matmul_tn_add: matmulTNAdd,
};
