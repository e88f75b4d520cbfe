/**
 * Declaring a stage kind. This file and what it imports are in the closure of
 * every stage, so it holds declarations only: the engine is elsewhere.
 *
 * @module
 */

import type { z } from "zod";
import type { ArtifactType, InputSlot } from "./artifact.ts";
import type { Program } from "./kinds/command.ts";
import type { Rng } from "./rng.ts";

/**
 * What a stage promises about its bytes: `bitwise` the same on every machine;
 * `adapter` the same on one adapter, driver and Deno version; `none` nothing.
 */
export type Determinism = "bitwise" | "adapter" | "none";

/** Where a stage computes: the class of device that is part of its key. */
export type DeviceKind = "wasm" | "webgpu";

/** How far a metric may be from the lock's on another adapter. */
export interface Tolerance {
  readonly absolute?: number;
  readonly relative?: number;
}

/** What a stage may do beyond reading its inputs and writing its outputs. */
export interface Access {
  /** Names of environment variables that its libraries read. */
  readonly env?: readonly string[];
  /** Kinds of system information, as in Deno's `--allow-sys`. */
  readonly sys?: readonly string[];
}

/** What the scheduler sets aside for a stage. None of it is in the key. */
export interface Resources {
  /** The most threads that the stage can use; `"all"` for every core. */
  readonly threads?: number | "all";
  /**
   * Memory limit in MiB, of the stage's process and all that it starts: above
   * it the stage is killed and fails. Deno itself takes some 20 MiB of it.
   */
  readonly memory?: number;
  /** Time limit in seconds, after which the stage is killed and fails. */
  readonly time?: number;
}

/** The declared inputs of a kind: an artifact type alone means exactly one. */
export type Inputs = Readonly<Record<string, ArtifactType | InputSlot>>;
/** The declared outputs of a kind. */
export type Outputs = Readonly<Record<string, ArtifactType>>;

/** The paths that `run` is given for declared inputs. */
export type InputPaths<I extends Inputs> = {
  readonly [K in keyof I]: I[K] extends InputSlot<ArtifactType, "optional">
    ? string | undefined
    : I[K] extends InputSlot<ArtifactType, "many">
      ? Readonly<Record<string, string>>
    : string;
};

/** The digests of declared inputs, in the shape of {@linkcode InputPaths}. */
export type InputDigests<I extends Inputs> = InputPaths<I>;

/** What a stage's function is given. It gets nothing from elsewhere. */
export interface StageContext<P, I extends Inputs, O extends Outputs> {
  /** The parameters, checked and completed by the kind's schema. */
  readonly params: P;
  /** Where each input is. Inputs are read-only. */
  readonly inputs: InputPaths<I>;
  /** The content digest of each input, as in the stage's key. */
  readonly digests: InputDigests<I>;
  /**
   * Where each output goes: the path of a file to write, or of a folder that
   * exists and is empty.
   */
  readonly outputs: { readonly [K in keyof O]: string };
  /**
   * A folder of the stage's own that outlives a killed run: the next run of the
   * same key finds there what this one has left, such as checkpoints. Empty
   * where a result must not rest on an earlier run, as for `--force`.
   */
  readonly scratch: string;
  /** The least seconds between two checkpoints. Never changes a byte. */
  readonly checkpointEvery: number;
  /** Counter-based randomness, seeded by the parameter `seed` (0 without one). */
  readonly rng: Rng;
  /** Which device to compute on. */
  readonly device: DeviceKind;
  /**
   * On WebGPU, the description of the adapter that is in the stage's key. A
   * stage that is given another one must fail, because the record would name
   * the wrong adapter.
   */
  readonly adapter?: string;
  /**
   * On WebGPU, what was measured on that adapter, if anything was: JSON data
   * that the key names by its digest. A stage has to compute with it.
   */
  readonly tuning?: unknown;
  /** How many threads the stage may use. Never changes its bytes. */
  readonly threads: number;
  /** Reports progress; `unit` names what is counted, such as `"steps"`. */
  progress(done: number, total: number, unit?: string): void;
  /** Records a number in the stage's record. The last one of a name stays. */
  metric(name: string, value: number): void;
  /**
   * Says that something looks wrong, and what to do about it, where the stage
   * goes on all the same. Shown while it runs and at the end of every run that
   * uses the result; kept in the record.
   */
  warn(message: string): void;
  /** Writes a line to the stage's log. */
  log(line: string): void;
}

/** The declaration of a stage kind. */
export interface Declaration<
  Schema extends z.ZodType,
  I extends Inputs,
  O extends Outputs,
> {
  /** What the kind does, in one sentence. */
  readonly doc: string;
  /** The schema of its parameters: JSON data with defaults filled in. */
  readonly params: Schema;
  readonly inputs: I;
  readonly outputs: O;
  readonly determinism: Determinism;
  /**
   * True where the stage computes on a device. The device's class is then part
   * of its key, and on WebGPU its determinism is `adapter`.
   */
  readonly accelerated?: boolean;
  /** Metrics that are compared where bytes cannot be. */
  readonly tolerance?: Readonly<Record<string, Tolerance>>;
  readonly access?: Access;
  readonly resources?: Resources;
  run(context: StageContext<z.output<Schema>, I, O>): Promise<void> | void;
}

const brand: unique symbol = Symbol("juice stage kind");

/** A stage kind: a declaration, its name and the module that it stands in. */
export interface StageKind<
  Schema extends z.ZodType = z.ZodType,
  I extends Inputs = Inputs,
  O extends Outputs = Outputs,
> extends Declaration<Schema, I, O> {
  readonly [brand]: true;
  /** The module's file name without its extension. */
  readonly name: string;
  /** The module's URL, from which its closure is computed. */
  readonly module: string;
  /** The program of a kind that is declared by `command`. */
  readonly command?: Program;
  /** True where the engine itself brings files in; see kinds/local.ts. */
  readonly local?: true;
}

/**
 * Declares a stage kind. A module declares one kind and exports it.
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { json } from "./artifact.ts";
 *
 * export const draw = stage(import.meta, {
 *   doc: "Draws numbers between 0 and 1.",
 *   params: z.object({ count: z.int().min(1), seed: z.int() }),
 *   inputs: {},
 *   outputs: { numbers: json },
 *   determinism: "bitwise",
 *   async run({ params, outputs, rng }) {
 *     const numbers = Array.from({ length: params.count }, () => rng.uniform());
 *     await Deno.writeTextFile(outputs.numbers, JSON.stringify(numbers));
 *   },
 * });
 * ```
 *
 * @param meta The module's `import.meta`.
 */
export function stage<
  Schema extends z.ZodType,
  const I extends Inputs,
  const O extends Outputs,
>(
  meta: { readonly url: string },
  declaration: Declaration<Schema, I, O>,
): StageKind<Schema, I, O> {
  const name = meta.url.replace(/^.*\//, "").replace(/\.[^.]*$/, "");
  return { ...declaration, [brand]: true, name, module: meta.url };
}

/** Tells whether a value is a stage kind. */
export function isStageKind(value: unknown): value is StageKind {
  return typeof value === "object" && value !== null && brand in value;
}
