/**
 * Writing the benchmark into a folder that runs on a machine without a network:
 * one file with all of its code, and the peers beside it.
 *
 * @module
 */

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { copyPrograms, exists, installPeers } from "./install.ts";

const root = join(import.meta.dirname!, "..", "..");

/** A module with the kernels inside, as text. */
function embedded(kernels: Uint8Array): string {
  const text = kernels.toBase64();
  return `export const module = new WebAssembly.Module(` +
    `Uint8Array.fromBase64("${text}"));\n`;
}

/**
 * Bundles the benchmark. The bundler knows no source phase imports, so it is
 * given another module for the one that has the compiled kernels.
 *
 * @throws {Error} With what the bundler said, where it fails.
 */
async function bundle(to: string): Promise<void> {
  const scratch = Deno.makeTempDirSync({ prefix: "juice-bundle-" });
  try {
    const kernels = Deno.readFileSync(join(root, "learn/wasm/kernels.wasm"));
    const module = join(scratch, "module.js"), map = join(scratch, "map.json");
    Deno.writeTextFileSync(module, embedded(kernels));
    const { imports } = JSON.parse(
      Deno.readTextFileSync(join(root, "deno.json")),
    );
    const url = (path: string) => pathToFileURL(path).href;
    const replaced = url(join(root, "learn/wasm/module.js"));
    Deno.writeTextFileSync(
      map,
      JSON.stringify({ imports: { ...imports, [replaced]: url(module) } }),
    );
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "bundle",
        "--quiet",
        "--import-map",
        map,
        "--output",
        to,
        join(root, "bench/training.ts"),
      ],
      cwd: root,
      stdin: "null",
    }).output();
    if (!success) {
      const said = new TextDecoder().decode(stderr).trim();
      throw new Error(`Cannot bundle the benchmark: ${said}`);
    }
  } finally {
    Deno.removeSync(scratch, { recursive: true });
  }
}

/**
 * Writes the benchmark and its peers into a folder.
 *
 * @returns Why there are no peers from npm in it, or null.
 */
export async function prepare(
  folder: string,
  peers: readonly string[],
): Promise<string | null> {
  if (!exists(join(root, "learn/wasm/kernels.wasm"))) {
    throw new Error(
      "Cannot prepare the benchmark from its bundle: copy the folder that it " +
        "is in, or prepare it in a checkout",
    );
  }
  Deno.mkdirSync(folder, { recursive: true });
  await bundle(join(folder, "training.js"));
  copyPrograms(join(folder, "peers"));
  if (peers.length === 0) return null;
  const place = await installPeers(peers, folder);
  return typeof place === "string" ? null : place.missing;
}
