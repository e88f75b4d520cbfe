/**
 * Watching a stage's process for its limits of memory and time.
 *
 * @module
 */

import { memoryOf } from "./memory.ts";

/** What a stage's processes may use together. */
export interface Limits {
  /** MiB; null for as much as there is. */
  readonly memory: number | null;
  /** Seconds; null for as long as it takes. */
  readonly time: number | null;
}

/**
 * What making a program's arguments may use. The kind's own limits are the
 * program's, whole.
 */
export const argumentLimits = { memory: 512, time: 30 };

/** A limit that was exceeded, and by what. */
export interface Exceeded {
  readonly what: "memory" | "time";
  readonly limit: number;
  /** MiB or seconds. */
  readonly used: number;
}

/** A watch over a process. */
interface Watch {
  /** The limit that was exceeded; null so far. */
  readonly exceeded: Exceeded | null;
  /** The most memory that was seen, in MiB; null where none was. */
  readonly peak: number | null;
  stop(): void;
}

/** How often memory is looked at; a call of `ps` costs more than a file. */
const interval = Deno.build.os === "linux" ? 100 : 1000;
/** How long the end of a process may wait to be heard, in milliseconds. */
const grace = 50;
/** The longest time that a timer takes. */
const maxDelay = 2 ** 31 - 1;

/**
 * Watches a process group.
 *
 * @param alone True for a process that cannot start others.
 * @param end Ends the group: at once where memory runs out, because everybody
 * else on the machine needs it, too.
 */
export function watch(
  group: number,
  alone: boolean,
  limits: Limits,
  end: (exceeded: Exceeded) => void,
): Watch {
  const start = performance.now();
  let exceeded: Exceeded | null = null;
  let peak: number | null = null;
  const exceed = (what: Exceeded["what"], limit: number, used: number) => {
    if (exceeded !== null) return;
    exceeded = { what, limit, used };
    end(exceeded);
  };
  const sample = () => {
    const used = memoryOf(group, alone, limits.memory ?? Infinity);
    // Nothing is in use by a process that has just ended.
    if (used === null || used === 0) return;
    peak = Math.max(peak ?? 0, used);
    if (limits.memory !== null && used > limits.memory) {
      exceed("memory", limits.memory, used);
    }
  };
  const looking = setInterval(sample, interval);
  const late = () => {
    const used = (performance.now() - start) / 1000;
    // An engine that was busy finds this overdue before it hears that the
    // process has ended: it is given the time to hear it first.
    waiting = setTimeout(() => exceed("time", limits.time!, used), grace);
  };
  let waiting = limits.time === null
    ? undefined
    : setTimeout(late, Math.min(limits.time * 1000, maxDelay));
  return {
    get exceeded() {
      return exceeded;
    },
    get peak() {
      return peak;
    },
    stop: () => {
      clearInterval(looking);
      clearTimeout(waiting);
    },
  };
}
