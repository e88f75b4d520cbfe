/**
 * Formats of files that artifacts are made of.
 *
 * @module
 */

export { FormatError } from "./error.ts";
export * from "./safetensors.ts";
export * from "./tensor_values.ts";
