/**
 * A store in a temporary folder, and made-up records to put into it.
 *
 * @module
 */

import { join } from "node:path";
import { sha256 } from "../identity/hash.ts";
import { keyOf } from "../identity/key.ts";
import { keyVersion, type Preimage } from "../identity/preimage.ts";
import { removeIfThere } from "../store/files.ts";
import { makeFolder } from "./folder.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { openStore, type Store } from "../store/store.ts";

/** A store in a folder that goes away with it. */
export interface TempStore extends Disposable {
  readonly store: Store;
  /** Room for a test's own files, on the store's file system. */
  readonly folder: string;
}

/** Makes an empty store. */
export function makeTempStore(): TempStore {
  const folder = makeFolder();
  const root = join(folder, "store");
  Deno.mkdirSync(root);
  return {
    store: openStore(root),
    folder,
    [Symbol.dispose]: () => removeIfThere(folder),
  };
}

/** A preimage with some of its fields given. */
export function makePreimage(fields: Partial<Preimage> = {}): Preimage {
  return {
    version: keyVersion,
    kind: "kind",
    code: {
      files: { "stages/kind.ts": sha256("code") },
      packages: {},
      compilerOptions: {},
      imports: {},
    },
    deno: "2.9.6",
    params: {},
    inputs: {},
    device: "none",
    ...fields,
  };
}

/** A record of a preimage with some of its fields given. */
export function makeRecord(
  preimage: Partial<Preimage> = {},
  fields: Partial<ExecutionRecord> = {},
): ExecutionRecord {
  const whole = makePreimage(preimage);
  return {
    version: 1,
    key: keyOf(whole),
    stage: "a/stage",
    preimage: whole,
    outputs: {},
    determinism: "bitwise",
    metrics: {},
    observed: { read: [], unread: [] },
    startedAt: "2026-01-02T03:04:05.678Z",
    seconds: 1.5,
    runtime: { deno: "2.9.6", v8: "15.0", typescript: "6.0.3" },
    machine: { os: "linux", arch: "x86_64", cores: 2 },
    threads: 1,
    ...fields,
  };
}
