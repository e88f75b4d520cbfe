/**
 * What the engine and a stage's process say to each other. The process gets a
 * request in its main module, and answers with lines on its standard output
 * that hold the marker and then JSON; everything else it prints is its log.
 *
 * @module
 */

import type { DeviceKind } from "../stage.ts";

/** Begins a message in the output of a stage's process (ASCII's RS). */
export const marker = "\x1e";

/**
 * The most of a warning that is sent, in UTF-16 units: lines without an end are
 * cut, and half a message is none.
 */
export const longestWarning = 10_000;

/** Inputs in the shape of a stage's context: a path or digest, or a label's. */
export type RequestInputs = Readonly<
  Record<string, string | Readonly<Record<string, string>>>
>;

/** What a stage's process is asked to do. */
export interface Request {
  readonly params: unknown;
  readonly inputs: RequestInputs;
  readonly digests: RequestInputs;
  readonly outputs: Readonly<Record<string, string>>;
  readonly scratch: string;
  /** In seconds. */
  readonly checkpointEvery: number;
  readonly device: DeviceKind;
  /** The adapter in the stage's key, for a stage that computes on WebGPU. */
  readonly adapter?: string;
  /** What was measured on it, by which the key names it, too. */
  readonly tuning?: unknown;
  readonly threads: number;
  /** Where a program's files are, by their names in its declaration. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What a stage's process says. */
export type Message =
  /** All of its code is loaded; what changes on the disk no longer matters. */
  | { readonly type: "started" }
  | {
    readonly type: "progress";
    readonly done: number;
    readonly total: number;
    readonly unit: string;
  }
  /** How the program of a kind that is one is to be started. */
  | { readonly type: "arguments"; readonly values: readonly string[] }
  | { readonly type: "metric"; readonly name: string; readonly value: number }
  | { readonly type: "warning"; readonly message: string }
  | { readonly type: "error"; readonly name: string; readonly message: string }
  | { readonly type: "done" };
