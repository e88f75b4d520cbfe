/**
 * The explorer's server and data.
 *
 * @module
 */

export { type Board, boardOf, readBoard } from "./board.ts";
export { Explorer } from "./explorer.ts";
export { type Listening, serve } from "./server.ts";
export { makePage, readStamp, stampOf } from "./standalone.ts";
export type { LoadedSubject, Subject } from "./subject.ts";
