/**
 * Reading what a process prints, line by line, until it says no more or nobody
 * wants to hear it.
 *
 * @module
 */

/** Where a line is cut: the engine must not hold all that never ends. */
const longestLine = 2 ** 20;

/** Lines that are being read. */
export interface Reading {
  /** All was read, or the reading was given up. */
  readonly ended: Promise<void>;
  /** Gives up reading; what has been read is kept. */
  cancel(): void;
}

/** Reads a stream's lines. */
export function readLines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  take: (line: string) => void,
): Reading {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  const read = async () => {
    let rest = "";
    while (true) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split("\n");
      rest = lines.pop()!;
      for (const line of lines) take(line);
      if (rest.length > longestLine) {
        take(rest);
        rest = "";
      }
    }
    if (rest !== "") take(rest);
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
