/**
 * What goes wrong with data, as a message that is ready to print.
 *
 * @module
 */

import { JuiceError } from "../../pipeline/errors.ts";

/** Data that a stage cannot use: what was attempted, what is wrong, what to do. */
export class DataError extends JuiceError {}
