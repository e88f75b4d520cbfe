/**
 * The commands of handing results over to others.
 *
 * @module
 */

import type { Declarations } from "./declarations.ts";
import { addPlace, addTarget, path, pathOrInput } from "./options.ts";

/** Declares them, in the order of the help. */
export function declareExchange(to: Declarations): void {
  const exporting = addTarget(to.declare(
    "export",
    "Writes results and their lineage in a standard form.",
  ))
    .option("--format <name>", "which form; without it, they are listed")
    .option("--out <folder>", "the folder to write, new or empty", path)
    .option("--references", "name files by digest instead of including them")
    .option(
      "--sign <key>",
      "sign with this private key; - reads it from standard input",
      pathOrInput,
    )
    .option(
      "--passphrase-file <file>",
      "the first line is the key's passphrase; - is standard input",
      pathOrInput,
    )
    .action(to.does(async (options) => {
      const { exportCommand } = await import("./commands/export.ts");
      return await exportCommand(options, to.context);
    }));
  to.examples(
    exporting,
    "export",
    "export --format intoto --out attestations",
    "export --format rocrate --out crate",
  );

  const importing = addPlace(to.declare(
    "import",
    "Takes a crate that export --format rocrate wrote into the store.",
  ))
    .argument(
      "<folder>",
      "the crate: the folder of ro-crate-metadata.json",
      path,
    )
    .action(to.does(async (folder, options) => {
      const { importCommand } = await import("./commands/import.ts");
      return await importCommand(folder, options, to.context);
    }));
  to.examples(importing, "import crate");
}
