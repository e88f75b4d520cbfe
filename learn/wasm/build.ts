/**
 * Compiles learn/wasm/assembly/ to learn/wasm/kernels.wasm. The binary is
 * committed, so only who changes a kernel runs this:
 *
 *   deno task build:wasm
 *
 * @module
 */

import asc from "assemblyscript/asc";
import { tileSource } from "./tile_source.ts";

const options = [
  // -O2, since -O3 would move the products of the micro-kernel together by rows
  // of C, which takes more registers than there are; and no checks that a
  // program checked by its encoder needs.
  "--optimizeLevel",
  "2",
  "--shrinkLevel",
  "0",
  "--converge",
  "--noAssert",
  "--runtime",
  "stub",
  "--use",
  "abort=",
  // Without relaxed-simd: its results differ between machines.
  "--enable",
  "simd,threads",
  // Vectors as parameters: no function with one is exported.
  "--disableWarning",
  "112",
  "--importMemory",
  "--sharedMemory",
  "--initialMemory",
  "16",
  "--maximumMemory",
  "65536",
];

/** Compiles the sources to a binary. */
export async function build(): Promise<Uint8Array<ArrayBuffer>> {
  let binary: Uint8Array<ArrayBuffer> | undefined;
  const { error, stderr } = await asc.main(
    [
      "program.ts",
      "--outFile",
      "kernels.wasm",
      ...options,
    ],
    {
      readFile: (name) => {
        if (name.includes("/") || name === "asconfig.json") return null;
        if (name === "matmul_tile.ts") return tileSource();
        return Deno.readTextFile(new URL(`assembly/${name}`, import.meta.url))
          .catch(() => null);
      },
      writeFile: (_name, contents) => {
        if (typeof contents !== "string") binary = new Uint8Array(contents);
      },
      listFiles: () => null,
    },
  );
  const messages = stderr.toString();
  if (error || !binary || messages) {
    throw new Error(`Cannot compile the kernels:\n${messages || error}`);
  }
  return binary;
}

if (import.meta.main) {
  const binary = await build();
  Deno.writeFileSync(new URL("kernels.wasm", import.meta.url), binary);
  console.log(`learn/wasm/kernels.wasm: ${binary.length} bytes`);
}
