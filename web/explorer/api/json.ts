/**
 * JSON of any shape: parameters, what is in a key, documents of artifacts.
 *
 * @module
 */

/** JSON data. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };
