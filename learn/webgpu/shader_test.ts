/**
 * Tests of what identifies a shader: pipelines are kept by name.
 *
 * @module
 */

import assert from "node:assert/strict";
import { kernels } from "../kernels/mod.ts";
import { targets } from "../testing/targets.ts";
import { workloadOf } from "../testing/workloads/mod.ts";
import { epilogues } from "./kernels/matmul_epilogue.ts";
import { productShader } from "./kernels/matmul_shader.ts";
import { layouts } from "./kernels/matmul_tile.ts";
import { planners } from "./kernels/mod.ts";
import { type Shader, wgslOf } from "./shader.ts";
import { candidates } from "./tuning/defaults.ts";

Deno.test("a shader's name belongs to one text", () => {
  const texts = new Map<string, string>();
  const check = (shader: Shader) => {
    const text = wgslOf(shader), known = texts.get(shader.name) ?? text;
    assert.equal(text, known, shader.name);
    texts.set(shader.name, text);
  };
  for (const { name } of kernels) {
    const { shapes, constants = [] } = workloadOf(name);
    for (const dims of shapes) {
      for (const target of targets) {
        const { passes } = planners[name]!(dims, constants, target);
        passes.forEach(({ shader }) => check(shader));
      }
    }
  }
  // Products are kept by name where they are made, too, so that one whose name
  // says too little would be another's.
  const products = new Set<string>();
  for (const configuration of candidates) {
    for (const layout of layouts) {
      for (const wide of [true, false]) {
        for (const epilogue of Object.values(epilogues)) {
          const product = { layout, wide, configuration, epilogue };
          const shader = productShader(product);
          check(shader);
          products.add(shader.name);
        }
      }
    }
  }
  const all = candidates.length * layouts.length * 2 *
    Object.keys(epilogues).length;
  assert.equal(products.size, all);
});
