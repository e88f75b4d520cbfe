/**
 * Starting a stage's process with exactly its permissions.
 *
 * @module
 */

import { relative } from "node:path";
import { JuiceError } from "../errors.ts";
import type { Access } from "../stage.ts";
import { denoFolder } from "../deno_folder.ts";
import type { Limits } from "./limits.ts";
import { type Listener, type Running, startProcess } from "./process.ts";
import { environment, flags } from "./sandbox.ts";
import { wideVectors } from "./wide_vectors.ts";

/** What to start. */
export interface Launch {
  readonly main: string;
  /** The project's deno.json. */
  readonly config: string;
  /** The folder that the process runs in. */
  readonly cwd: string;
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly access: Access;
  readonly limits: Limits;
  /** True where the process needs a graphics driver. */
  readonly graphics: boolean;
  /** True where V8 is to make vectors of twice the width. */
  readonly wideVectors: boolean;
  readonly threads: number;
  /** Where Deno writes which permissions were used. */
  readonly audit: string;
  readonly log: string;
}

/** Where Deno keeps its caches; it needs them to start. */
const denoVariables = [
  "HOME",
  "LOCALAPPDATA",
  "SystemRoot",
  "XDG_CACHE_HOME",
];

/**
 * How a system finds its graphics driver, and which of several adapters it
 * prefers. The engine has asked for the adapter under the same variables, and
 * its answer is in the key.
 */
const graphicsVariables = new RegExp(
  "^(VK_|DENO_WEBGPU_)|" +
    "^(LD_LIBRARY_PATH|XDG_RUNTIME_DIR|DRI_PRIME|MESA_VK_DEVICE_SELECT|" +
    "__NV_PRIME_RENDER_OFFLOAD|__GLX_VENDOR_LIBRARY_NAME)$",
);

/**
 * The environment of a stage's process.
 *
 * @param variables The engine's own.
 */
export function environmentOf(
  launch: Pick<Launch, "graphics" | "threads" | "audit">,
  variables: Readonly<Record<string, string>> = Deno.env.toObject(),
): Record<string, string> {
  const env = denoFolder(variables.DENO_DIR);
  for (const [name, value] of Object.entries(variables)) {
    const graphics = launch.graphics && graphicsVariables.test(name);
    if (denoVariables.includes(name) || graphics) env[name] = value;
  }
  // Mesa's software adapter would otherwise take every core for itself.
  if (launch.graphics) env.LP_NUM_THREADS = String(launch.threads);
  return {
    ...env,
    ...environment,
    DENO_AUDIT_PERMISSIONS: launch.audit,
    DENO_NO_UPDATE_CHECK: "1",
  };
}

/** A list as Deno's flags take it. */
function list(flag: string, values: readonly string[]): string[] {
  return values.length === 0 ? [] : [`${flag}=${values.join(",")}`];
}

/**
 * Paths as Deno's flags take them, which know no comma within one. Those of
 * the store have it in common with the folder that the process runs in, and go
 * from there.
 */
function paths(cwd: string, absolute: readonly string[]): string[] {
  return absolute.map((path) => {
    const short = path.includes(",") ? relative(cwd, path) || "." : path;
    if (!short.includes(",")) return short;
    throw new JuiceError(
      `Cannot give a stage access to "${path}": Deno's permissions know no ` +
        "path with a comma\nMove it to a folder without one",
    );
  });
}

/** The arguments of a stage's process. */
export function argumentsOf(launch: Launch): string[] {
  return [
    "run",
    ...flags,
    `--config=${launch.config}`,
    ...list("--allow-read", paths(launch.cwd, launch.read)),
    ...list("--allow-write", paths(launch.cwd, launch.write)),
    ...list("--allow-env", launch.access.env ?? []),
    ...list("--allow-sys", launch.access.sys ?? []),
    ...list("--v8-flags", [
      ...(launch.limits.memory === null
        ? []
        : [`--max-old-space-size=${launch.limits.memory}`]),
      ...(launch.wideVectors ? [wideVectors] : []),
    ]),
    launch.main,
  ];
}

/** Starts a stage's process. */
export function launchStage(launch: Launch, listener: Listener): Running {
  return startProcess({
    command: Deno.execPath(),
    args: argumentsOf(launch),
    cwd: launch.cwd,
    env: environmentOf(launch),
    log: launch.log,
    limits: launch.limits,
    kind: "deno",
  }, listener);
}
