/**
 * The warnings of one execution, within bounds: a stage that warns at every
 * step must not swell its record, nor fill the screen.
 *
 * @module
 */

/** The most warnings that are kept. */
const most = 50;
/** The most of one warning that is kept, in UTF-16 units. */
const longest = 1000;

/** Warnings while they come in. */
export class Warnings {
  readonly #kept: string[] = [];
  #leftOut = 0;

  /**
   * Takes a warning, on one line.
   *
   * @returns It as it is kept; null where it was said before, or says nothing,
   * or where there are enough.
   */
  take(message: string): string | null {
    const line = message.replace(/\s+/g, " ").trim();
    const cut = line.length > longest ? `${line.slice(0, longest)}…` : line;
    // A record holds no half characters, and a warning must not cost a result.
    const text = cut.toWellFormed();
    if (text === "" || this.#kept.includes(text)) return null;
    if (this.#kept.length === most) {
      this.#leftOut++;
      return null;
    }
    this.#kept.push(text);
    return text;
  }

  /** All that are kept, and how many more there were. */
  get texts(): string[] {
    if (this.#leftOut === 0) return [...this.#kept];
    return [...this.#kept, `${this.#leftOut} more warnings are left out`];
  }
}
