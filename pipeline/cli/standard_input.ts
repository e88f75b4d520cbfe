/**
 * Reading a text from standard input, where an option names it by `-`.
 *
 * @module
 */

import { storeError } from "../store/files.ts";
import { UsageError } from "./usage.ts";

/** What stands for standard input. */
export const standardInput = "-";

/**
 * Reads all of standard input.
 *
 * @param what What is read, for an error.
 * @throws UsageError where it is a terminal: what is typed there would be seen.
 */
export function readStandardInput(
  what: string,
  input: Pick<typeof Deno.stdin, "readSync" | "isTerminal"> = Deno.stdin,
): string {
  if (input.isTerminal()) {
    throw new UsageError(
      `Cannot read ${what} from a terminal: lead a file or a program into ` +
        "standard input, or name a file",
    );
  }
  const parts: Uint8Array[] = [];
  const buffer = new Uint8Array(4096);
  try {
    for (;;) {
      const read = input.readSync(buffer);
      if (read === null) break;
      parts.push(buffer.slice(0, read));
    }
  } catch (error) {
    throw storeError(`read ${what} from standard input`, error);
  }
  const bytes = new Uint8Array(parts.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new TextDecoder().decode(bytes);
}
