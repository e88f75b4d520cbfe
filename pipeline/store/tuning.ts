/**
 * What was measured on a WebGPU adapter to make stages faster on it, such as
 * tile sizes. A stage's bits may depend on it, so it is named by its digest in
 * keys and records, handed to the stage whole, and kept for as long as the
 * store: the present one of each adapter, and all that ever were.
 *
 * What is in it is the stages' business; here it is data.
 *
 * @module
 */

import { join } from "node:path";
import { JuiceError, messageOf } from "../errors.ts";
import { encode } from "../identity/canonical.ts";
import type { Digest } from "../identity/digest.ts";
import { isDigest, sha256 } from "../identity/hash.ts";
import type { Json } from "../identity/preimage.ts";
import { exists, removeIfThere, replaceFile, withDisk } from "./files.ts";

/** One tuning, whole. */
export interface Tuning {
  readonly digest: Digest;
  readonly table: Json;
}

/** Names a table by what it holds. */
export function makeTuning(table: Json): Tuning {
  return { digest: sha256(encode(table, "tuning/1")), table };
}

const folderOf = (store: string) => join(store, "tuning");

/** Which tuning an adapter's stages get. */
const pointerOf = (store: string, adapter: string) =>
  join(folderOf(store), `adapter-${sha256(adapter)}.json`);

const tableOf = (store: string, digest: Digest) =>
  join(folderOf(store), `${digest}.json`);

/** Stores a table as the present one of an adapter. */
export function storeTuning(
  store: string,
  adapter: string,
  table: Json,
): Tuning {
  const tuning = makeTuning(table);
  withDisk("store what was measured", () => {
    Deno.mkdirSync(folderOf(store), { recursive: true });
    const text = (value: Json) => JSON.stringify(value, null, 1) + "\n";
    // What is pointed at is there first.
    replaceFile(tableOf(store, tuning.digest), text(table));
    const pointer = { version: 1, adapter, digest: tuning.digest };
    replaceFile(pointerOf(store, adapter), text(pointer));
  });
  return tuning;
}

/**
 * Lets an adapter's stages compute without what was measured on it; false if
 * nothing was. The table stays, because records may name it.
 */
export function forgetTuning(store: string, adapter: string): boolean {
  const path = pointerOf(store, adapter);
  if (!exists(path)) return false;
  withDisk("forget what was measured", () => removeIfThere(path));
  return true;
}

/**
 * The present tuning of an adapter, or null if nothing was measured on it.
 *
 * @throws JuiceError where it is damaged: what a stage computes with must not
 * be guessed.
 */
export function readTuning(store: string, adapter: string): Tuning | null {
  const path = pointerOf(store, adapter);
  try {
    const pointer = readJson(path) as { adapter?: Json; digest?: Json } | null;
    if (pointer === null) return null;
    const { digest } = pointer;
    if (
      pointer.adapter === adapter && typeof digest === "string" &&
      isDigest(digest)
    ) {
      const table = readJson(tableOf(store, digest));
      const tuning = table === null ? null : makeTuning(table);
      if (tuning?.digest === digest) return tuning;
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) return refuse(path, messageOf(error));
  }
  return refuse(path, "it is damaged");
}

function refuse(path: string, why: string): never {
  throw new JuiceError(
    `Cannot use what was measured on this adapter, "${path}": ${why}; ` +
      "measure again, or delete the file to compute without it",
  );
}

/** A file's JSON; null where there is no file. */
function readJson(path: string): Json {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  return JSON.parse(text);
}
