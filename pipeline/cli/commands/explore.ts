/**
 * `explore`: show the DAG, its records and artifacts in a browser, from a
 * server on this machine or as one page that stands alone.
 *
 * @module
 */

import { Explorer, serve } from "../../explore/mod.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import type { TargetOptions } from "../options.ts";
import { openSession } from "../session.ts";
import { withInterrupts } from "../signals.ts";
import { openInBrowser } from "../browser.ts";

/** The options of `explore`. */
interface ExploreOptions extends TargetOptions {
  readonly port?: number | undefined;
  /** False for no browser. */
  readonly open: boolean;
}

/** Runs `explore`. */
export async function exploreCommand(
  options: ExploreOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const session = await openSession(options, context, { stays: false });
  const { project, built, device } = session;
  const explorer = await Explorer.open({ project, built, device });
  await withInterrupts(async (signal) => {
    const listening = serve(explorer, options.port ?? 0);
    const { url } = listening;
    if (options.json) {
      printJson(terminal, { version: 1, profile: built.profile, url });
    } else {
      terminal.out(`Explorer: ${url}`);
      terminal.err("Only this machine can open it. Ctrl-C ends it");
    }
    if (options.open && options.json !== true) openInBrowser(url, terminal);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve());
    });
    await listening.close();
  });
  return exitCodes.ok;
}
