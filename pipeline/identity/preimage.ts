/**
 * The preimage of a key: everything that a stage's result may depend on. It is
 * kept whole beside the key, so that a difference can always be named.
 *
 * @module
 */

import type { Digest } from "./digest.ts";
import type { DeviceKind } from "../stage.ts";

/** Raised whenever the same stage would get another key. */
export const keyVersion = 1;

/** What a stage's code is made of. */
export interface Code {
  /** Local modules and assets by path from the project's root, with digest. */
  readonly files: Readonly<Record<string, Digest>>;
  /** npm packages reachable from the stage: `name@version` to integrity. */
  readonly packages: Readonly<Record<string, string>>;
  /** Compiler options that apply. */
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  /** Import map entries that the closure uses. */
  readonly imports: Readonly<Record<string, string>>;
  /** Entries of the map's scopes that the closure uses, where there are. */
  readonly scopes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * Which version an import or a package gets of a package that the closure
   * holds in several, where there are such.
   */
  readonly versions?: Readonly<Record<string, readonly string[]>>;
  /** Unstable features of Deno that the project turns on, where there are. */
  readonly unstable?: readonly string[];
}

/** JSON data. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Everything that a stage's result may depend on. */
export interface Preimage {
  readonly version: number;
  readonly kind: string;
  readonly code: Code;
  readonly deno: string;
  readonly params: Json;
  /** Inputs by name (`name` or `name/label`), with content digest. */
  readonly inputs: Readonly<Record<string, Digest>>;
  /** Of a stage that is a program, the tools it may start, by their bytes. */
  readonly tools?: Readonly<Record<string, Digest>>;
  /** Of a stage that brings local files in: the digest of what they hold. */
  readonly source?: Digest;
  /**
   * `none`, `wasm`, or `webgpu:` with the adapter's description and, if there
   * is one, the name of its tuning.
   */
  readonly device: "none" | "wasm" | `webgpu:${string}`;
}

/** The device that a run computes on. */
export interface DeviceClass {
  readonly kind: DeviceKind;
  /** The adapter's description on WebGPU, empty on wasm. */
  readonly adapter: string;
  /** What was measured on the adapter, which stages compute with. */
  readonly tuning?: { readonly digest: Digest; readonly table: Json };
}

/** Digits of a tuning's digest in keys and records. */
export const tuningDigits = 12;

/** The device as keys and records name it. */
export function nameOfDevice(
  { kind, adapter, tuning }: DeviceClass,
): "wasm" | `webgpu:${string}` {
  if (kind === "wasm") return "wasm";
  return tuning === undefined
    ? `webgpu:${adapter}`
    : `webgpu:${adapter} tuning ${tuning.digest.slice(0, tuningDigits)}`;
}
