/**
 * The command line on a disk that fails: `JUICE_FAULTS` says how, and the
 * arguments are those of the real one.
 *
 * @module
 */

import { breakDisk } from "./disk.ts";

breakDisk(JSON.parse(Deno.env.get("JUICE_FAULTS") ?? "{}"));
const { main } = await import("../../cli/main.ts");
Deno.exit(await main(Deno.args, undefined, "deno task"));
