/**
 * Wrong arguments: told apart from failures, because they exit with 2.
 *
 * @module
 */

import { JuiceError } from "../errors.ts";

/** A command line that asks for something that there is not. */
export class UsageError extends JuiceError {}
