/**
 * Runs one stage kind in this process, for tests: the context that the engine
 * would give, over temporary folders, without keys, store or sandbox.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { z } from "zod";
import { Rng } from "../../pipeline/rng.ts";
import type {
  DeviceKind,
  InputDigests,
  InputPaths,
  Inputs,
  Outputs,
  StageContext,
  StageKind,
} from "../../pipeline/stage.ts";

/** What a test gives a kind. */
export interface Given<Schema extends z.ZodType, I extends Inputs> {
  /** Parameters as a recipe writes them: the schema fills in defaults. */
  readonly params: z.input<Schema>;
  /** Paths of the inputs. Their digests are computed from their bytes. */
  readonly inputs: InputPaths<I>;
  /** `wasm` unless told. */
  readonly device?: DeviceKind;
  /** 1 unless told. */
  readonly threads?: number;
  /** A folder that exists, with what an earlier run has left; else a new one. */
  readonly scratch?: string;
  /** Seconds between two checkpoints; there are none unless told. */
  readonly checkpointEvery?: number;
  /** Is told of progress, and may throw: the run is cut there. */
  readonly onProgress?: (done: number) => void;
}

/** What one execution left. Removes its folders when it is disposed of. */
export interface Execution<O extends Outputs> extends AsyncDisposable {
  /** The path of each output. */
  readonly outputs: { readonly [K in keyof O]: string };
  readonly metrics: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  readonly log: readonly string[];
  /** The last report of progress, if there was one. */
  readonly progress: readonly [done: number, total: number] | undefined;
}

/** A temporary folder that is removed when it is disposed of. */
export interface TemporaryFolder extends AsyncDisposable {
  /** Its path. */
  readonly path: string;
}

/** Makes a temporary folder: `await using folder = await temporaryFolder()`. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await Deno.makeTempDir({ prefix: "juice-test-" });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/**
 * Runs a kind: `await using done = await execute(kind, { params, inputs })`.
 *
 * @throws What the schema throws for bad parameters and what `run` throws; no
 * folder is left behind then.
 */
export async function execute<
  Schema extends z.ZodType,
  I extends Inputs,
  O extends Outputs,
>(
  kind: StageKind<Schema, I, O>,
  given: Given<Schema, I>,
): Promise<Execution<O>> {
  const params = kind.params.parse(given.params);
  const folder = await temporaryFolder();
  try {
    const outputs = await outputPaths(kind.outputs, `${folder.path}/outputs`);
    await Deno.mkdir(`${folder.path}/scratch`);
    const metrics: Record<string, number> = {};
    const warnings: string[] = [];
    const log: string[] = [];
    let progress: readonly [number, number] | undefined;
    const context: StageContext<z.output<Schema>, I, O> = {
      params,
      inputs: given.inputs,
      digests: digestsOf(given.inputs),
      outputs,
      scratch: given.scratch ?? `${folder.path}/scratch`,
      checkpointEvery: given.checkpointEvery ?? Infinity,
      rng: new Rng(seedOf(params)),
      device: given.device ?? "wasm",
      threads: given.threads ?? 1,
      progress: (done, total) => {
        progress = [done, total];
        given.onProgress?.(done);
      },
      metric: (name, value) => void (metrics[name] = value),
      warn: (message) => void warnings.push(message),
      log: (line) => void log.push(line),
    };
    await kind.run(context);
    return {
      outputs,
      metrics,
      warnings,
      log,
      progress,
      [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
    };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

/** The SHA-256 of a file, or of a folder's sorted paths and contents. */
export function digestOf(path: string): string {
  const hash = createHash("sha256");
  if (Deno.statSync(path).isFile) {
    return hash.update(Deno.readFileSync(path)).digest("hex");
  }
  const names = [...Deno.readDirSync(path)].map((entry) => entry.name).sort();
  for (const name of names) {
    hash.update(name).update(digestOf(`${path}/${name}`));
  }
  return hash.digest("hex");
}

/** The engine seeds `rng` by the parameter `seed`, and 0 without one. */
function seedOf(params: unknown): number {
  const seed = (params as { seed?: unknown } | null)?.seed;
  return typeof seed === "number" ? seed : 0;
}

/** Files get a path to write to; folders exist and are empty. */
async function outputPaths<O extends Outputs>(
  declared: O,
  root: string,
): Promise<{ readonly [K in keyof O]: string }> {
  await Deno.mkdir(root);
  const paths: Record<string, string> = {};
  for (const [name, type] of Object.entries(declared)) {
    paths[name] = `${root}/${name}${type.extension}`;
    if (type.form === "folder") await Deno.mkdir(paths[name]);
  }
  return paths as { readonly [K in keyof O]: string };
}

type PathOrMany = string | undefined | Readonly<Record<string, string>>;

/** Digests in the shape of the given paths. */
function digestsOf<I extends Inputs>(inputs: InputPaths<I>): InputDigests<I> {
  const digest = (given: PathOrMany): PathOrMany =>
    given === undefined || typeof given === "string"
      ? given && digestOf(given)
      : Object.fromEntries(
        Object.entries(given).map(([label, path]) => [label, digestOf(path)]),
      );
  return Object.fromEntries(
    Object.entries(inputs).map(([name, path]) => [
      name,
      digest(path as PathOrMany),
    ]),
  ) as InputDigests<I>;
}
