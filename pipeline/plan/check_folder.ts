/**
 * The main module of the process that checks a folder in a store beside a plan;
 * see folder_checks.ts. It is told the store and the folder's digest, and ends
 * with 0 only if all of the folder is there, byte for byte.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { Objects } from "../store/objects.ts";

const [root = "", digest = ""] = Deno.args;
const fault = new Objects(root).verify(digest as Digest, "folder");
Deno.exit(fault === null ? 0 : 1);
