/// <reference lib="dom" />
/**
 * Listening to the server. A connection can be gone without an end, as after a
 * machine has slept: the server says now and then that it is there, and where
 * it does not, another connection is made.
 *
 * @module
 */

import type { GraphUpdate } from "../api.ts";

/** The server is heard at least every 16 s or so: milliseconds. */
const longestSilence = 45_000;

/**
 * Listens from now on.
 *
 * @param connected Told whether the server is heard.
 * @returns What ends it.
 */
export function listen(
  address: string,
  tell: (update: GraphUpdate) => void,
  connected: (is: boolean) => void,
  silence: number = longestSilence,
): () => void {
  let events: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      connected(false);
      events.close();
      connect();
    }, silence);
  };
  const connect = () => {
    events = new EventSource(address);
    events.addEventListener("message", (event) => {
      heard();
      tell(JSON.parse(event.data));
    });
    events.addEventListener("alive", heard);
    events.addEventListener("open", () => {
      heard();
      connected(true);
    });
    // It tries again by itself.
    events.addEventListener("error", () => connected(false));
    heard();
  };
  connect();
  return () => {
    clearTimeout(timer);
    events.close();
  };
}
