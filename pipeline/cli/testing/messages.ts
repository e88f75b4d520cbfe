/**
 * Snapshots of messages: each case is a project, something that is wrong with
 * it, and a command line that runs into that.
 *
 * @module
 */

import { join } from "node:path";
import { assertSnapshot } from "../../testing/snapshot.ts";
import { wrap } from "../format.ts";
import { main } from "../main.ts";
import { printError } from "../print_error.ts";
import { elided, stable } from "./check.ts";
import { type CommandProject, makeProject } from "./project.ts";
import { captureTerminal } from "./terminal.ts";

/** One command line and what is wrong. */
export interface MessageCase {
  /** What is wrong, in a few words. */
  readonly title: string;
  readonly args: readonly string[];
  /** Makes it so. */
  prepare?(project: CommandProject): void | Promise<void>;
  /** Adds `--recipe` with another recipe than the project's; null for none. */
  readonly recipe?: string | null;
  readonly store?: string;
}

const endless = { ...captureTerminal(), columns: 1e6 };

/**
 * Breaks what was printed without an end of the line at 80 columns, after what
 * differs between machines was replaced, whose length would break it elsewhere.
 */
function broken(text: string): string {
  return text.split("\n").flatMap((line) =>
    line.startsWith("  ") ? [line] : wrap(line, 80)
  ).join("\n").trimEnd();
}

async function told(
  { args, prepare, recipe, store }: MessageCase,
): Promise<string> {
  await using project = makeProject();
  await prepare?.(project);
  const captured = captureTerminal();
  const terminal = { ...captured, columns: endless.columns };
  const code = await main(
    [
      ...args,
      ...(recipe === null
        ? []
        : ["--recipe", join(project.root, recipe ?? "stages/recipe.ts")]),
      ...["--store", store ?? join(project.root, ".juice")],
    ],
    terminal,
    "deno task",
  );
  const text = stable(project, captured.stderr() + captured.stdout())
    // Deno's own words about a file, in colour even where nobody sees it.
    // deno-lint-ignore no-control-regex
    .replace(/\x1b\[[\d;]*m/g, "")
    // It is given where the package happens to be known, and not elsewhere.
    .replace(/^ *hint: If you want to use the npm package.*\n/m, "");
  return `${broken(text)}\n--- exit ${code}`;
}

/**
 * Compares what each case's command prints with a snapshot.
 *
 * @param meta The test's `import.meta`.
 */
export async function checkMessages(
  meta: { readonly url: string },
  name: string,
  cases: readonly MessageCase[],
): Promise<void> {
  const texts: string[] = [];
  for (const one of cases) {
    const args = elided(one.args.join(" "));
    texts.push(`# ${one.title}\n$ ${args}\n${await told(one)}\n`);
  }
  await assertSnapshot(meta, name, texts.join("\n"));
}

/**
 * What is printed of errors that a command cannot be made to run into here.
 *
 * @param cases What throws, by what is wrong.
 * @param replace Replaces what differs between machines.
 */
export async function checkThrown(
  meta: { readonly url: string },
  name: string,
  cases: Readonly<Record<string, () => unknown>>,
  replace: (text: string) => string = (text) => text,
): Promise<void> {
  const texts: string[] = [];
  for (const [title, run] of Object.entries(cases)) {
    const captured = captureTerminal();
    const terminal = { ...captured, columns: endless.columns };
    try {
      await run();
      throw new Error(`"${title}" is no error`);
    } catch (error) {
      printError(terminal, (error as Error).message);
    }
    texts.push(`# ${title}\n${broken(replace(captured.stderr()))}\n`);
  }
  await assertSnapshot(meta, name, texts.join("\n"));
}
