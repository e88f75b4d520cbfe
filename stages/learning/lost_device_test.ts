/**
 * A training stage whose adapter stops working ends with a clear error and
 * keeps its checkpoint, from which the next run comes to the same bytes.
 *
 * @module
 */

import assert from "node:assert/strict";
import { gpuWith, webgpuTest } from "../../learn/testing/webgpu.ts";
import { datasetColumns } from "../data/columns.ts";
import { writeRows } from "../data/parquet.ts";
import { pretraining } from "../pretraining.ts";
import { digestOf, execute, temporaryFolder } from "../testing/context.ts";

const rows = ["cat", "hat", "dog", "fog"].map((prompt) => ({
  prompt,
  response: "K AE T",
}));

/** Lets `run` see each device that is opened meanwhile. */
async function withDevices<T>(
  run: (devices: readonly GPUDevice[]) => Promise<T>,
): Promise<T> {
  const devices: GPUDevice[] = [];
  const { requestAdapter } = gpuWith((gpu) => void devices.push(gpu));
  const { gpu } = navigator, own = gpu.requestAdapter;
  // `gpuWith` asks for adapters itself, by the way that is covered here.
  gpu.requestAdapter = (options) => {
    gpu.requestAdapter = own;
    return requestAdapter(options);
  };
  try {
    return await run(devices);
  } finally {
    gpu.requestAdapter = own;
  }
}

webgpuTest(
  "training that loses its device continues from its checkpoint, to the same " +
    "bytes",
  async () => {
    await using folder = await temporaryFolder();
    const data = `${folder.path}/data.parquet`;
    await writeRows(data, datasetColumns, rows);
    const given = {
      params: {
        layers: 1,
        width: 16,
        heads: 2,
        context: 9,
        steps: 12,
        rate: 1e-2,
        warmup: 2,
        batch: 2,
        seed: 1,
      },
      inputs: { data },
      device: "webgpu" as const,
    };
    await using whole = await execute(pretraining, given);
    const scratch = `${folder.path}/scratch`;
    await Deno.mkdir(scratch);
    await withDevices(async (devices) => {
      const attempt = execute(pretraining, {
        ...given,
        scratch,
        checkpointEvery: 0,
        onProgress: (done) => {
          if (done === 6) devices.forEach((gpu) => gpu.destroy());
        },
      });
      await assert.rejects(attempt, {
        name: "WebGpuError",
        message:
          /the adapter stopped working .* run the command again, and it /,
      });
      assert.equal(devices.length, 1);
    });
    await using rest = await execute(pretraining, { ...given, scratch });
    assert.deepEqual(rest.log, ["continues from step 5 of 12"]);
    const { policy } = rest.outputs;
    assert.equal(digestOf(policy), digestOf(whole.outputs.policy));
    assert.deepEqual(rest.metrics, whole.metrics);
  },
);
