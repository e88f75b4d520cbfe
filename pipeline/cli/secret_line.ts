/**
 * Asking for a line at a terminal that does not show it.
 *
 * @module
 */

/** What a line is typed at. */
export interface Keyboard {
  readSync(into: Uint8Array): number | null;
  /** Whether keys arrive one by one, and are not shown. */
  setRaw(raw: boolean): void;
}

const key = {
  interrupt: 3,
  end: 4,
  backspace: 8,
  newLine: 10,
  enter: 13,
  clear: 21,
  escape: 27,
  erase: 127,
};

/**
 * Reads lines that are not shown. From the first one until it is disposed of
 * nothing is, also what is typed between two lines. Close it by `using`.
 */
export class SecretLines implements Disposable {
  readonly #keyboard: Keyboard;
  /** Bytes that came before they were asked for, as where lines are pasted. */
  #ahead: number[] = [];
  #isRaw = false;

  constructor(keyboard: Keyboard) {
    this.#keyboard = keyboard;
  }

  #fill(): boolean {
    const buffer = new Uint8Array(1024);
    const read = this.#keyboard.readSync(buffer);
    if (read === null) return false;
    // Keys such as arrows send several bytes, which nobody means to type.
    if (buffer[0] !== key.escape) this.#ahead.push(...buffer.slice(0, read));
    return true;
  }

  /**
   * Reads a line.
   *
   * @param prompt Asks for it. What is typed before that must not be shown,
   * either, so the terminal is told first.
   * @returns Null where Ctrl-C, or Ctrl-D on an empty line, was pressed, or
   * nothing more can come.
   */
  read(prompt: () => void): string | null {
    if (!this.#isRaw) this.#keyboard.setRaw(true);
    this.#isRaw = true;
    prompt();
    let line: number[] = [];
    for (;;) {
      const byte = this.#ahead.shift();
      if (byte === undefined) {
        if (!this.#fill()) return null;
        continue;
      }
      switch (byte) {
        case key.interrupt:
          return null;
        case key.end:
          if (line.length === 0) return null;
          break;
        case key.enter:
        case key.newLine:
          return new TextDecoder().decode(new Uint8Array(line));
        case key.backspace:
        case key.erase: {
          // A character may be several bytes: all but its first are 10xxxxxx.
          let gone = line.pop();
          while (gone !== undefined && (gone & 0xc0) === 0x80) {
            gone = line.pop();
          }
          break;
        }
        case key.clear:
          line = [];
          break;
        default:
          line.push(byte);
      }
    }
  }

  /** Has the terminal show again what is typed. */
  [Symbol.dispose](): void {
    if (this.#isRaw) this.#keyboard.setRaw(false);
    this.#isRaw = false;
  }
}
