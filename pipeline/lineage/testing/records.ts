/**
 * Made-up records for tests of lineage and audit.
 *
 * @module
 */

import type { Digest, Key } from "../../identity/digest.ts";
import type { Json } from "../../identity/preimage.ts";
import type { ExecutionRecord } from "../../store/record.ts";

/** 64 hex digits that begin with those of a label. */
export function digestOf(label: string): Digest {
  const hex = [...new TextEncoder().encode(label)]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.padEnd(64, "0").slice(0, 64) as Digest;
}

/** What of a record a test cares for. */
export interface RecordSketch {
  readonly stage: string;
  readonly kind?: string;
  readonly key?: string;
  readonly params?: Json;
  /** Inputs and outputs: name to the label of a digest. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly packages?: Readonly<Record<string, string>>;
  /** Seconds after a fixed time. */
  readonly at?: number;
}

/** Fills in the rest of a record. */
export function sketch(of: RecordSketch): ExecutionRecord {
  const digests = (map: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(
      Object.entries(map).map(([name, label]) => [name, digestOf(label)]),
    );
  return {
    version: 1,
    key: digestOf(`key ${of.key ?? of.stage}`) as string as Key,
    stage: of.stage,
    preimage: {
      version: 1,
      kind: of.kind ?? of.stage,
      code: {
        files: { [`stages/${of.kind ?? of.stage}.ts`]: digestOf("code") },
        packages: of.packages ?? {},
        compilerOptions: {},
        imports: {},
      },
      deno: "2.9.6",
      params: of.params ?? {},
      inputs: digests(of.inputs),
      device: "none",
    },
    outputs: Object.fromEntries(
      Object.entries(digests(of.outputs)).map(([name, digest]) => [name, {
        digest,
        size: 1,
        type: "json",
        form: "file" as const,
      }]),
    ),
    determinism: "bitwise",
    metrics: {},
    observed: { read: Object.keys(of.inputs ?? {}), unread: [] },
    startedAt: new Date(1_700_000_000_000 + (of.at ?? 0) * 1000).toISOString(),
    seconds: 1,
    runtime: { deno: "2.9.6", v8: "15.0", typescript: "6.0.3" },
    machine: { os: "linux", arch: "x86_64", cores: 2 },
    threads: 1,
  };
}

/** The integrity of the package that {@linkcode wordRecords} come from. */
export const integrity = "sha512-" + "A".repeat(86) + "==";

/** A source and its cleaning, which puts out the bytes of label `words`. */
export function wordRecords(): ExecutionRecord[] {
  return [
    sketch({
      stage: "source",
      outputs: { entries: "entries" },
      packages: { "cmu-pronouncing-dictionary@3.0.0": integrity },
      at: 0,
    }),
    sketch({
      stage: "clean",
      kind: "cleaning",
      inputs: { entries: "entries" },
      outputs: { words: "words" },
      params: { minimum: 2, language: "en" },
      at: 10,
    }),
  ];
}
