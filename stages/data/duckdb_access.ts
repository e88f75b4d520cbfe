/**
 * What a stage that opens a database declares. It stands alone, so that who
 * only declares does not load the library, which takes as long as a plan.
 *
 * @module
 */

import type { Access } from "../../pipeline/stage.ts";

/** The library counts the processors. */
export const duckdbAccess: Access = { sys: ["cpus"] };
