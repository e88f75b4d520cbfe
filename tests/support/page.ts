/**
 * A page of the documentation as a script: its code blocks are files, edits and
 * commands with their output, in the order in which they stand.
 *
 * - A block whose language is none of those below is a file. The paragraph
 *   before it ends with the file's path in backquotes and a colon.
 * - A `diff` block is an edit of the file that its first line names.
 * - In a `console` block, a line that begins with `$ ` is a command, and what
 *   follows is what it writes to standard output.
 *
 * @module
 */

import { withoutDurations } from "../../pipeline/testing/snapshot.ts";

/** One thing that the page does. */
export type Step =
  | { readonly type: "file"; readonly path: string; readonly text: string }
  | {
    readonly type: "edit";
    readonly path: string;
    readonly from: string;
    readonly to: string;
  }
  | {
    readonly type: "command";
    readonly command: string;
    readonly output: string;
  };

/** The steps of a page. */
export function stepsOf(page: string): Step[] {
  const steps: Step[] = [];
  const pattern = /^```(\w+)[^\n]*\n(.*?)^```$/gms;
  for (const match of page.matchAll(pattern)) {
    const [, language = "", text = ""] = match;
    if (language === "console") steps.push(...commandsOf(text));
    else if (language === "diff") steps.push(editOf(text));
    else {
      const before = page.slice(0, match.index).trimEnd();
      const path = /`([^`\s]+)`:$/.exec(before)?.[1];
      if (path === undefined) {
        throw new Error(`No path before the block: ${text.slice(0, 60)}`);
      }
      steps.push({ type: "file", path, text });
    }
  }
  return steps;
}

function commandsOf(text: string): Step[] {
  return text.split(/^\$ /m).slice(1).map((part) => {
    const [command = "", ...output] = part.split("\n");
    return { type: "command", command, output: output.join("\n").trimEnd() };
  });
}

function editOf(text: string): Step {
  const [path = "", ...lines] = text.trimEnd().split("\n");
  const taken = (other: string) =>
    lines.filter((line) => !line.startsWith(other))
      .map((line) => line.slice(1)).join("\n");
  return { type: "edit", path, from: taken("+"), to: taken("-") };
}

/**
 * An output without what differs from one run or machine to another: digests,
 * times, dates, versions and the machine, how many files code is of, the way in
 * which Deno was started, and whether Linux permits namespaces.
 */
export function elide(output: string): string {
  return withoutDurations(output).replace(/sha512-\S+/g, "sha512-INTEGRITY")
    .replace(/\b[0-9a-f]{8}\b/g, "DIGEST")
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "DATE")
    .replace(/DATE to (?:\d\d:\d\d|DATE) UTC/g, "DATE UTC")
    .replace(/^(By {6})Deno .*(?:\n {8}\S.*)*/gm, "$1RUNTIME")
    .replace(/\d+ files?, \d+ packages?/g, "0 files, 0 packages")
    .replace(/npx -y deno@[\d.]+ task/g, "deno task")
    .replace("program without isolation", "program")
    .replace(/[ \t]+$/gm, "").trimEnd();
}
