/**
 * JSON, of which the parts are that anybody may have written.
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
