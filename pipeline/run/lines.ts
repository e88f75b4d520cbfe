/**
 * Reading what a process prints, in whole lines, until it says no more or
 * nobody wants to hear it.
 *
 * @module
 */

/** Where a line is cut: the engine must not hold all that never ends. */
const longestLine = 2 ** 20;

/** The byte that ends a line. */
export const lineEnd = 10;

/** Lines that are being read. */
export interface Reading {
  /** All was read, or the reading was given up. */
  readonly ended: Promise<void>;
  /** Gives up reading; what has been read is kept. */
  cancel(): void;
}

/**
 * Puts bytes behind each other.
 *
 * @param ends Whether they have a line's end, which they get otherwise.
 */
export function joined(
  parts: readonly Uint8Array[],
  ends: boolean,
): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = new Uint8Array(length + (ends ? 0 : 1));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  if (!ends) all[at] = lineEnd;
  return all;
}

/** How many bytes stand before the last character that may not be whole. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    return byte >= 0xc0 ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/**
 * Reads a stream's lines. What costs time is done once for all the lines that
 * came together: a process that prints a lot waits for its reader.
 *
 * @param take Takes whole lines, as bytes, each with its end. A line that is
 * too long is cut, and the last one gets an end where it has none.
 */
export function readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (lines: Uint8Array) => void,
): Reading {
  const reader = stream.getReader();
  const read = async () => {
    // What stands behind the last line's end, in the parts that it came in.
    let rest: Uint8Array[] = [];
    let length = 0;
    while (true) {
      const { value, done } = await reader.read();
      if (done) break;
      const end = value.lastIndexOf(lineEnd) + 1;
      if (end > 0) {
        const lines = value.subarray(0, end);
        take(rest.length === 0 ? lines : joined([...rest, lines], true));
        rest = [];
        length = 0;
      }
      if (end < value.length) {
        // A copy: the view would keep the whole buffer that it was read into.
        rest.push(value.slice(end));
        length += value.length - end;
      }
      if (length > longestLine) {
        const last = rest.pop()!;
        const whole = wholeCharacters(last);
        take(joined([...rest, last.subarray(0, whole)], false));
        rest = whole < last.length ? [last.subarray(whole)] : [];
        length = last.length - whole;
      }
    }
    if (length > 0) take(joined(rest, false));
  };
  return {
    ended: read(),
    // Nothing can be done about a stream that does not even close.
    cancel: () => void reader.cancel().catch(() => {}),
  };
}

/** How many times a wait looks whether it is over. */
const looks = 10;

/**
 * Waits for readings to end, and gives up those that have not after a while.
 * The while is counted in short steps: an engine that was busy for long finds
 * everything overdue that only waited to be read.
 *
 * @param milliseconds How long to wait.
 * @returns Whether all had ended.
 */
export async function endWithin(
  readings: readonly Reading[],
  milliseconds: number,
): Promise<boolean> {
  let over = false;
  const all = Promise.all(readings.map(({ ended }) => ended))
    .finally(() => over = true);
  for (let i = 0; i < looks && !over; i++) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const step = new Promise((done) => {
      timer = setTimeout(done, milliseconds / looks);
    });
    await Promise.race([all, step]).finally(() => clearTimeout(timer));
  }
  const ended = over;
  if (!ended) readings.forEach((reading) => reading.cancel());
  await all;
  return ended;
}
