/**
 * The explorer's server and data.
 *
 * @module
 */

export { boardOf, readBoard, type Subject } from "./board.ts";
export { makeEmbedded } from "./embed.ts";
export { Explorer } from "./explorer.ts";
export { type Listening, serve } from "./server.ts";
