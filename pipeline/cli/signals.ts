/**
 * Ctrl-C and SIGTERM while stages run: the first one stops the run and keeps
 * what is finished, a second one leaves at once.
 *
 * @module
 */

import { exitCodes } from "./context.ts";

const signals: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM"];

/**
 * One Ctrl-C can arrive twice: from the terminal, and passed on by `deno task`.
 * What follows the first within so many milliseconds is its echo.
 */
const echo = 500;

/** Calls `run` with a signal that Ctrl-C and SIGTERM abort. */
export async function withInterrupts<T>(
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let first = 0;
  const listener = () => {
    if (!controller.signal.aborted) {
      first = performance.now();
      controller.abort();
    } else if (performance.now() - first > echo) {
      Deno.exit(exitCodes.interrupted);
    }
  };
  for (const signal of signals) Deno.addSignalListener(signal, listener);
  try {
    return await run(controller.signal);
  } finally {
    for (const signal of signals) Deno.removeSignalListener(signal, listener);
  }
}
