/**
 * A terminal's screen, as far as the live display moves on it: text with line
 * ends, the cursor up, clearing to the end of the line and of the screen, and
 * lines that are cut off or not. It can get narrower.
 *
 * @module
 */

import { fold, head, width } from "../format.ts";

/** What a person sees. */
export class Screen {
  /** All lines, those that have scrolled out at the top first. */
  #lines: string[] = [""];
  #row = 0;
  #top = 0;

  #wraps = true;

  constructor(public columns: number, readonly rows: number) {}

  /** Gets narrower: what is too wide takes more rows. */
  narrow(columns: number): void {
    this.columns = columns;
    const above = this.#lines.slice(0, this.#row);
    const wrapped = above.flatMap((line) => fold(line, columns, Infinity));
    this.#lines = [...wrapped, ...this.#lines.slice(this.#row)];
    this.#row = wrapped.length;
    this.#top = Math.max(this.#top, this.#row - this.rows + 1);
  }

  /** Writes what a program wrote; fails for what it does not know. */
  write(output: string): void {
    // deno-lint-ignore no-control-regex
    const pattern = /\x1b\[(\d*|\?7)([AKJhl])|[\n\r]|[^\x1b\n\r]+|\x1b/g;
    for (const [part, n, command] of output.matchAll(pattern)) {
      if (part === "\n") this.#down();
      else if (part === "\r") continue;
      else if (command === "A") {
        this.#row = Math.max(this.#top, this.#row - Number(n));
      } else if (command === "K") continue;
      else if (command === "h") this.#wraps = true;
      else if (command === "l") this.#wraps = false;
      else if (command === "J") {
        this.#lines.length = this.#row + 1;
        this.#lines[this.#row] = "";
      } else if (part === "\x1b") throw new Error("Another escape sequence");
      else {
        const room = width(part);
        if (room > this.columns && this.#wraps) {
          throw new Error(`Too wide: ${part}`);
        }
        // Every line is written from its beginning, and cleared behind.
        this.#lines[this.#row] = head(part, this.columns);
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
