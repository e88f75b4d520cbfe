/**
 * Ways of declaring a stage kind beside `stage`.
 *
 * @module
 */

export * from "./command.ts";
export * from "./local.ts";
