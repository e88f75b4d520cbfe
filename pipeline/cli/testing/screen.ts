/**
 * A terminal's screen, as far as the live display moves on it: text with line
 * ends, the cursor up, and clearing to the end of the line and of the screen.
 *
 * @module
 */

import { width } from "../format.ts";

/** What a person sees. */
export class Screen {
  /** All lines, those that have scrolled out at the top first. */
  #lines: string[] = [""];
  #row = 0;
  #top = 0;

  constructor(readonly columns: number, readonly rows: number) {}

  /** Writes what a program wrote; fails for what it does not know. */
  write(output: string): void {
    // deno-lint-ignore no-control-regex
    const pattern = /\x1b\[(\d*)([AKJ])|[\n\r]|[^\x1b\n\r]+|\x1b/g;
    for (const [part, n, command] of output.matchAll(pattern)) {
      if (part === "\n") this.#down();
      else if (part === "\r") continue;
      else if (command === "A") {
        this.#row = Math.max(this.#top, this.#row - Number(n));
      } else if (command === "K") continue;
      else if (command === "J") {
        this.#lines.length = this.#row + 1;
        this.#lines[this.#row] = "";
      } else if (part === "\x1b") throw new Error("Another escape sequence");
      else {
        const room = width(part);
        if (room > this.columns) throw new Error(`Too wide: ${part}`);
        // Every line is written from its beginning, and cleared behind.
        this.#lines[this.#row] = part;
      }
    }
  }

  #down(): void {
    this.#row++;
    this.#lines[this.#row] ??= "";
    this.#top = Math.max(this.#top, this.#row - this.rows + 1);
  }

  /** All that was ever on the screen and is still there or above. */
  text(): string {
    return this.#lines.join("\n");
  }
}
