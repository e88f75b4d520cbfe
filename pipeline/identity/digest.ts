/**
 * The two kinds of name that the engine computes. They are branded, so that
 * one is never taken for the other or for a plain string.
 *
 * @module
 */

/** SHA-256 of an artifact's bytes or tree object, as 64 hex digits. */
export type Digest = string & { readonly __digest: unique symbol };

/** SHA-256 of the canonical encoding of a key's preimage, as 64 hex digits. */
export type Key = string & { readonly __key: unique symbol };
