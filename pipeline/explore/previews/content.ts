/**
 * What a preview is made from: an object that is there and whole.
 *
 * @module
 */

import { short } from "../../store/seal.ts";
import type { Store } from "../../store/store.ts";
import type { Known } from "../known.ts";

/** An object to be shown. */
export interface Content extends Known {
  /** Where its bytes are. */
  readonly path: string;
  /** Bytes of the object itself. */
  readonly bytes: number;
}

/** Up to here every byte is checked each time; beyond, the seal is believed. */
const deepUpTo = 32 * 2 ** 20;

/**
 * Opens an object for a preview.
 *
 * @returns What is wrong with it, and what to do, where it cannot be shown.
 */
export function openContent(store: Store, known: Known): Content | string {
  const path = store.pathOf(known.digest);
  let bytes: number;
  try {
    bytes = Deno.statSync(path).size;
  } catch {
    return `The object ${short(known.digest)} is not in the store; reproduce ` +
      "makes it again";
  }
  const deep = bytes <= deepUpTo;
  if (store.verify(known.digest, "file", { deep }) !== null) {
    return `The object ${short(known.digest)} is damaged; audit names all ` +
      "that is, and reproduce makes it again";
  }
  return { ...known, path, bytes };
}
