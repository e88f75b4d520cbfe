/**
 * The commands of handing results over to others.
 *
 * @module
 */

import type { Declarations } from "./declarations.ts";
import { addTarget, path } from "./options.ts";

/** Declares them, in the order of the help. */
export function declareExchange(to: Declarations): void {
  const exporting = addTarget(to.declare(
    "export",
    "Writes results and their lineage in a standard form.",
  ))
    .option("--format <name>", "which form; without it, they are listed")
    .option("--out <folder>", "the folder to write, new or empty", path)
    .option("--references", "name files by digest instead of including them")
    .option("--sign <key>", "sign with this private key", path)
    .action(to.does(async (options) => {
      const { exportCommand } = await import("./commands/export.ts");
      return await exportCommand(options, to.context);
    }));
  to.examples(
    exporting,
    "export",
    "export --format intoto --out attestations",
  );
}
