/**
 * Prints, for each kernel, the SHA-256 of all that it writes on the `wasm`
 * device in its conformance cases, as one JSON object on the last line. It runs
 * in processes of its own, since V8 takes flags only when a process starts.
 *
 *   deno run -A learn/testing/wasm_digests.ts
 *
 * @module
 */

import { createHash } from "node:crypto";
import { kernels } from "../kernels/mod.ts";
import { createWasmDevice } from "../wasm/device.ts";
import { casesOf } from "./cases.ts";
import { Random } from "./random.ts";

const device = await createWasmDevice({ threads: 1 });
const digests: Record<string, string> = {};
for (const kernel of kernels) {
  const hash = createHash("sha256");
  for (const { dims, constants, operands } of casesOf(kernel, new Random(1))) {
    const memory = kernel.operands.map(({ dtype }, i) => {
      const allocation = device.allocate(operands[i]!.length, dtype);
      device.write(
        allocation,
        dtype === "f32"
          ? Float32Array.from(operands[i]!)
          : Uint32Array.from(operands[i]!),
      );
      return allocation;
    });
    const program = device.load([{
      kernel: kernel.name,
      operands: memory.map((allocation) => ({
        allocation,
        offset: 0,
        length: allocation.length,
      })),
      dims: kernel.dims.map((name) => dims[name]!),
      constants,
    }]);
    program.run();
    for (const allocation of memory) {
      const { buffer } = await device.read(allocation);
      hash.update(new Uint8Array(buffer));
      allocation.free();
    }
    program.free();
  }
  digests[kernel.name] = hash.digest("hex");
}
device.destroy();
console.log(JSON.stringify(digests));
