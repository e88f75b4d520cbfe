/**
 * Checkpoints of a long stage in its scratch folder, from which its next run
 * continues where this one is killed. They change no byte of what it puts out.
 *
 * @module
 */

import {
  NotFiniteError,
  StateFileError,
} from "../../learn/checkpoint/state_file.ts";

/** What a stage's context says of checkpoints. */
export interface CheckpointContext {
  readonly scratch: string;
  readonly checkpointEvery: number;
  log(line: string): void;
}

/** At most one second in this many goes into checkpoints. */
const share = 20;

const suffix = ".state";

const count = (n: number) => new Intl.NumberFormat("en-US").format(n);

/** The checkpoints of one stage: the newest, and the one before it. */
export class Checkpoints {
  #next: number;

  /**
   * @param total What there is to do.
   * @param unit What is counted, such as `step`.
   */
  constructor(
    readonly context: CheckpointContext,
    readonly total: number,
    readonly unit: string,
  ) {
    this.#next = performance.now() + 1000 * context.checkpointEvery;
  }

  /** What was done at each checkpoint, the newest first. */
  #kept(): number[] {
    return [...Deno.readDirSync(this.context.scratch)]
      .map(({ name }) => name)
      .filter((name) => /^\d+\.state$/.test(name))
      .map((name) => Number(name.slice(0, -suffix.length)))
      .sort((a, b) => b - a);
  }

  #path(done: number): string {
    return `${this.context.scratch}/${done}${suffix}`;
  }

  /**
   * Continues from the newest checkpoint that is whole, if there is one, and
   * says so in the log.
   *
   * @param load Takes a checkpoint's file over, or throws `StateFileError` and
   * leaves everything as it was.
   */
  async resume(load: (path: string) => Promise<void>): Promise<void> {
    const { context, total, unit } = this;
    // What a run was writing when it was killed is of use to nobody.
    for (const { name } of Deno.readDirSync(context.scratch)) {
      if (name.endsWith(".tmp")) Deno.removeSync(`${context.scratch}/${name}`);
    }
    const kept = this.#kept();
    for (const done of kept) {
      const at = `${unit} ${count(done)} of ${count(total)}`;
      try {
        await load(this.#path(done));
      } catch (error) {
        if (!(error instanceof StateFileError)) throw error;
        context.log(`cannot continue from ${at}: ${error.message}`);
        Deno.removeSync(this.#path(done), { recursive: true });
        continue;
      }
      return context.log(`continues from ${at}`);
    }
    if (kept.length > 0) context.log("starts over");
  }

  /** Whether it is time for a checkpoint. */
  get due(): boolean {
    return performance.now() >= this.#next;
  }

  /**
   * Makes a checkpoint.
   *
   * @param done What is done so far.
   * @param write Writes the file, all or nothing. What throws `NotFiniteError`
   * is no state that anybody should continue from: the ones before it stay.
   */
  async save(
    done: number,
    write: (path: string) => Promise<void>,
  ): Promise<void> {
    const start = performance.now();
    try {
      await write(this.#path(done));
      for (const old of this.#kept().slice(2)) Deno.removeSync(this.#path(old));
    } catch (error) {
      if (!(error instanceof NotFiniteError)) this.#excuse(error);
    }
    const end = performance.now();
    const { checkpointEvery } = this.context;
    // Asked for at every opportunity, they are made at every one.
    const pause = checkpointEvery === 0
      ? 0
      : Math.max(1000 * checkpointEvery, share * (end - start));
    this.#next = end + pause;
  }

  /** A disk that takes no checkpoint must not end what it would protect. */
  #excuse(error: unknown): void {
    const { code } = error as { code?: unknown };
    if (!(error instanceof Error) || typeof code !== "string") throw error;
    this.context.log(`goes on without a checkpoint: ${error.message}`);
  }
}
