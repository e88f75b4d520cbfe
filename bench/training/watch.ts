/**
 * Watching the programs that a device loads, whoever loads them: which steps
 * they have, how often they run, and what each step takes.
 *
 * @module
 */

import type { Device, Executable, Step } from "../../learn/device/device.ts";

/** A program that was loaded. */
export interface Watched {
  readonly steps: readonly Step[];
  /** How often it ran since {@linkcode Watch.restart}. */
  runs: number;
  /** What each step took in these runs, in ms, where steps ran apart. */
  readonly spent: number[];
}

/** Watches a device, from when it is made on. */
export class Watch {
  readonly programs: Watched[] = [];
  /**
   * Whether steps run one by one, each timed, instead of as one program. Only
   * on `wasm`: there a run is over when the call returns.
   */
  apart = false;

  constructor(device: Device) {
    const load = device.load.bind(device);
    device.load = (steps) => {
      const watched = { steps, runs: 0, spent: steps.map(() => 0) };
      this.programs.push(watched);
      const together = load(steps);
      let alone: Executable[] = [];
      return {
        run: (times = 1) => {
          watched.runs += times;
          if (!this.apart) return together.run(times);
          if (alone.length === 0) alone = steps.map((step) => load([step]));
          for (let time = 0; time < times; time++) {
            alone.forEach((program, i) => {
              const start = performance.now();
              program.run();
              watched.spent[i]! += performance.now() - start;
            });
          }
        },
        free: () => [together, ...alone].forEach((program) => program.free()),
      };
    };
  }

  /** Forgets what ran, but not what was loaded. */
  restart(): void {
    for (const watched of this.programs) {
      watched.runs = 0;
      watched.spent.fill(0);
    }
  }
}
