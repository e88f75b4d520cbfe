/**
 * The command that shows everything in a browser.
 *
 * @module
 */

import { InvalidArgumentError } from "commander";
import type { Declarations } from "./declarations.ts";
import { addTarget, path } from "./options.ts";

/** Reads the number of a port; 0 for any that is free. */
function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new InvalidArgumentError("It must be a port from 0 to 65535.");
  }
  return Number(text);
}

/** Declares it. */
export function declareExplore(to: Declarations): void {
  const explore = addTarget(to.declare(
    "explore",
    "Shows the DAG, its records and artifacts in a browser.",
  ))
    .option("--port <n>", "the port (default: any that is free)", port)
    .option("--out <file>", "write one page that stands alone, and end", path)
    .option("--no-open", "print the address, and open no browser")
    .action(to.does(async (options) => {
      const { exploreCommand } = await import("./commands/explore.ts");
      return await exploreCommand(options, to.context);
    }));
  to.examples(
    explore,
    "explore",
    "explore --profile smoke --out explorer.html",
  );
}
