/**
 * `explore`: show the DAG, its records and artifacts in a browser, from a
 * server on this machine or as one page that stands alone.
 *
 * @module
 */

import { dirname } from "node:path";
import { JuiceError } from "../../errors.ts";
import {
  Explorer,
  type LoadedSubject,
  makePage,
  readBoard,
  readStamp,
  serve,
} from "../../explore/mod.ts";
import { exists, replaceFile } from "../../store/files.ts";
import { openInBrowser } from "../browser.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { bytes } from "../format.ts";
import type { TargetOptions } from "../options.ts";
import { printError } from "../print_error.ts";
import { enterStore, openSession } from "../session.ts";
import { withInterrupts } from "../signals.ts";
import { UsageError } from "../usage.ts";

/** The options of `explore`. */
interface ExploreOptions extends TargetOptions {
  readonly port?: number | undefined;
  /** Where a page that stands alone goes. */
  readonly out?: string | undefined;
  /** False for no browser. */
  readonly open: boolean;
}

/** Writes the page that stands alone. */
async function write(
  subject: LoadedSubject,
  path: string,
  options: ExploreOptions,
  context: CommandContext,
): Promise<void> {
  if (exists(path) && readStamp(path) === null) {
    throw new JuiceError(
      `Cannot write the explorer to "${path}": what is there is no page of ` +
        "the explorer\nGive another name, or move it away",
    );
  }
  const folder = dirname(path);
  if (!exists(folder)) {
    throw new JuiceError(
      `Cannot write the explorer to "${path}": there is no folder ` +
        `"${folder}"\nMake it, or give another name`,
      { code: "unknown-file" },
    );
  }
  await enterStore(subject.project, context);
  const page = await makePage(subject, await readBoard(subject));
  replaceFile(path, page);
  const { terminal } = context;
  const { profile } = subject.built;
  // A page is ASCII but for what names and texts hold, which is compressed.
  const size = new TextEncoder().encode(page).length;
  if (options.json) {
    printJson(terminal, { version: 1, profile, file: path, bytes: size });
  } else terminal.out(`Explorer: ${path}, ${bytes(size)}`);
}

/** Serves until the person ends it. */
async function listen(
  subject: LoadedSubject,
  options: ExploreOptions,
  { terminal }: CommandContext,
): Promise<void> {
  using explorer = await Explorer.open(subject, {
    // What was edited since may have been loaded as it was before.
    readAt: performance.timeOrigin,
  });
  await withInterrupts(async (signal) => {
    const onFault = (message: string) =>
      printError(terminal, `Cannot follow the store: ${message}`);
    const listening = serve(explorer, options.port ?? 0, onFault);
    const { url } = listening;
    const { profile } = subject.built;
    if (options.json) printJson(terminal, { version: 1, profile, url });
    else {
      terminal.out(`Explorer: ${url}`);
      terminal.err("Only this machine can open it. Ctrl-C ends it");
      if (options.open) openInBrowser(listening.makePass, terminal);
    }
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve());
    });
    await listening.close();
  });
}

/** Runs `explore`. */
export async function exploreCommand(
  options: ExploreOptions,
  context: CommandContext,
): Promise<number> {
  if (options.out !== undefined && options.port !== undefined) {
    throw new UsageError(
      "Cannot use --out and --port together: a page that stands alone needs " +
        "no server",
    );
  }
  const session = await openSession(options, context, { stays: false });
  const { project, built, device } = session;
  const subject = { project, built, device };
  if (options.out !== undefined) {
    await write(subject, options.out, options, context);
  } else await listen(subject, options, context);
  return exitCodes.ok;
}
