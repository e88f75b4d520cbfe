/**
 * Getting the peers that are npm packages: into a scratch folder, never among
 * this project's own dependencies.
 *
 * @module
 */

import { join } from "node:path";

/** Exact versions by peer, so that figures can be repeated. */
const packages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "jax-js": { "@jax-js/jax": "0.1.25" },
  "tfjs": {
    "@tensorflow/tfjs": "4.22.0",
    "@tensorflow/tfjs-backend-wasm": "4.22.0",
  },
};

/** Where the peers' programs are: beside this file, or beside a bundle. */
export const peerPrograms: string = join(import.meta.dirname!, "peers");

/** Whether there is such a file or folder. */
export function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** What a command prints; null where it cannot be run. */
export async function printed(
  program: string,
  args: readonly string[],
): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command(program, {
      args: [...args],
      stdin: "null",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : null;
  } catch {
    return null;
  }
}

/** Copies the peers' programs to a folder. */
export function copyPrograms(to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isFile } of Deno.readDirSync(peerPrograms)) {
    if (isFile) Deno.copyFileSync(join(peerPrograms, name), join(to, name));
  }
}

/**
 * Installs peers with their programs, unless they lie there already.
 *
 * @param scratch The folder in which `peers` is made.
 * @returns Their folder, or why there is none.
 */
export async function installPeers(
  peers: readonly string[],
  scratch: string,
): Promise<string | { missing: string }> {
  if (exists(join(peerPrograms, "node_modules"))) return peerPrograms;
  const folder = join(scratch, "peers");
  copyPrograms(folder);
  const dependencies = Object.assign({}, ...peers.map((x) => packages[x]));
  const text = JSON.stringify({ private: true, dependencies }, null, 2);
  const manifest = join(folder, "package.json");
  const done = exists(join(folder, "node_modules")) &&
    exists(manifest) && Deno.readTextFileSync(manifest) === text;
  if (done) return folder;
  Deno.writeTextFileSync(manifest, text);
  const installed = await printed("npm", [
    "install",
    "--prefix",
    folder,
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--no-package-lock",
  ]);
  if (installed !== null) return folder;
  return {
    missing: "npm could not install it; that needs npm and a registry, or a " +
      "folder that was made with --prepare where there are both",
  };
}
