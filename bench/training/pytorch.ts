/**
 * PyTorch as a contestant, on the CPU and with CUDA.
 *
 * @module
 */

import { join } from "node:path";
import type { Contestant, Setting } from "./contestants.ts";
import { peerPrograms, printed } from "./install.ts";

/** How PyTorch is run: its device, and how its threads wait. */
interface Variant {
  readonly name: string;
  readonly device: "cpu" | "cuda";
  readonly threads: number;
  readonly wait: "active" | "passive";
}

/**
 * On the CPU its best way depends on what else the machine does, so that it is
 * run in three: threads that spin while they wait, which is its default, lose
 * much where another program wants their core; threads that sleep lose a little
 * at every operation; and one thread waits for none.
 */
function variantsOf(threads: number): Variant[] {
  const cpu = { device: "cpu", threads, wait: "active" } as const;
  if (threads === 1) return [{ ...cpu, name: "PyTorch cpu" }];
  return [
    { ...cpu, name: "PyTorch cpu" },
    { ...cpu, name: "PyTorch cpu, sleeping", wait: "passive" },
    { ...cpu, name: "PyTorch cpu, 1 thread", threads: 1 },
  ];
}

/** Where PyTorch is looked for: the one in the path, and the system's. */
const usual = ["python3", "/usr/bin/python3"];

function contestant(
  python: string,
  { name, device, threads, wait }: Variant,
  missing: string | null = null,
): Contestant {
  const file = join(peerPrograms, "pytorch.py");
  return {
    name,
    on: device === "cuda" ? "gpu" : "cpu",
    peer: true,
    missing,
    command: (folder) => ({
      program: python,
      args: [file, folder, device, String(threads)],
      env: {
        OMP_NUM_THREADS: String(threads),
        OMP_WAIT_POLICY: wait,
        OPENBLAS_NUM_THREADS: String(threads),
        MKL_NUM_THREADS: String(threads),
      },
    }),
  };
}

/** The variants that can run here; one that says why, where there is none. */
export async function pytorch(
  { devices, python, threads }: Setting,
): Promise<Contestant[]> {
  const script = "import torch; print(torch.cuda.is_available())";
  let program = "", found: string | null = null;
  for (program of python === undefined ? usual : [python]) {
    found = await printed(program, ["-c", script]);
    if (found !== null) break;
  }
  const variants = devices.includes("wasm") ? variantsOf(threads) : [];
  const cuda: Variant = {
    name: "PyTorch cuda",
    device: "cuda",
    threads,
    wait: "active",
  };
  if (devices.includes("webgpu")) variants.push(cuda);
  if (found === null) {
    const missing = `"${program}" has no PyTorch; on Debian: apt-get install ` +
      `python3-torch libopenblas0-pthread; or name another Python with --python`;
    return [
      contestant(program, { ...cuda, name: "PyTorch" }, missing),
    ];
  }
  return variants.map((variant) =>
    contestant(
      program,
      variant,
      variant === cuda && found !== "True" ? "it finds no CUDA device" : null,
    )
  );
}
