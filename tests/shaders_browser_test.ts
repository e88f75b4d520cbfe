/**
 * Holds every WGSL shader to a second compiler: Chromium's, which refuses what
 * Deno's lets pass, above all a barrier that not every invocation reaches.
 */

import assert from "node:assert/strict";
import { kernels } from "../learn/kernels/mod.ts";
import { targets } from "../learn/testing/targets.ts";
import { workloadOf } from "../learn/testing/workloads/mod.ts";
import { epilogues } from "../learn/webgpu/kernels/matmul_epilogue.ts";
import { productShader } from "../learn/webgpu/kernels/matmul_shader.ts";
import { layouts } from "../learn/webgpu/kernels/matmul_tile.ts";
import { planners } from "../learn/webgpu/kernels/mod.ts";
import { type Shader, wgslOf } from "../learn/webgpu/shader.ts";
import { candidates } from "../learn/webgpu/tuning/defaults.ts";
import { browserTest, required } from "../web/testing/browser.ts";
import { openPage } from "../web/testing/page.ts";

/** The shaders of all kernels' workloads, and of all products' tiles. */
function everyShader(): Map<string, Shader> {
  const found = new Map<string, Shader>();
  const add = (shader: Shader) => found.set(shader.name, shader);
  for (const { name } of kernels) {
    const { shapes, constants = [] } = workloadOf(name);
    for (const dims of shapes) {
      for (const target of targets) {
        planners[name]!(dims, constants, target).passes
          .forEach(({ shader }) => add(shader));
      }
    }
  }
  for (const configuration of candidates) {
    for (const layout of layouts) {
      for (const wide of [true, false]) {
        const epilogue = epilogues.none;
        add(productShader({ layout, wide, configuration, epilogue }));
      }
    }
  }
  return found;
}

/**
 * Compiles shaders in the page, and gives what the compiler says; null where
 * the browser gives no adapter.
 */
async function complaints(codes: readonly [string, string][]) {
  const { gpu } = navigator;
  const adapter = await gpu?.requestAdapter();
  if (!adapter) return null;
  const { limits } = adapter;
  const device = await adapter.requestDevice({
    requiredLimits: {
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
    },
  });
  const said: string[] = [];
  for (const [name, code] of codes) {
    const module = device.createShaderModule({ code });
    const { messages } = await module.getCompilationInfo();
    for (const { type, message } of messages) {
      said.push(`${name}: ${type}: ${message}`);
    }
  }
  return said;
}

browserTest(
  "Chromium's compiler accepts every shader",
  async (browser) => {
    const shaders = everyShader();
    assert.ok(shaders.size > 150, `found only ${shaders.size} shaders`);
    // WebGPU is for pages of a secure origin, as localhost is.
    const server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () =>
        new Response("<p>Shaders</p>", {
          headers: { "content-type": "text/html" },
        }),
    );
    try {
      const { page } = await openPage(
        browser,
        `http://127.0.0.1:${server.addr.port}/`,
      );
      const codes = [...shaders].map((
        [name, shader],
      ): [string, string] => [name, wgslOf(shader)]);
      const heard = await page.evaluate(complaints, codes);
      if (heard === null && !required) {
        // Whether it gives one is known only now, too late to be ignored.
        console.log("Not checked: this Chromium gives no WebGPU adapter");
        return;
      }
      assert.deepEqual(heard, []);
      // The compiler does refuse what must not be.
      const bad = `@compute @workgroup_size(8)
fn main(@builtin(local_invocation_index) local: u32) {
  if (local < 4u) {
    workgroupBarrier();
  }
}`;
      const said = await page.evaluate(
        complaints,
        [["bad", bad]] as [string, string][],
      );
      assert.match(String(said), /bad: error: .*uniform control flow/);
    } finally {
      await server.shutdown();
    }
  },
  ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
);
