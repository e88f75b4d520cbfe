/**
 * Keeping the state of training in a file and continuing from it, so that the
 * rest gives the same bytes as if nothing had come between. What is kept is
 * what a step depends on and cannot compute: parameters, AdamW's moments, how
 * many steps there were. The learning rate and the order of the examples follow
 * from the number of steps, random numbers from counters.
 *
 * @module
 */

import {
  readStateFile,
  StateFileError,
  writeStateFile,
} from "../checkpoint/state_file.ts";
import type { Resumable } from "./together.ts";

/** What a file of a training's state says of itself. */
interface About {
  readonly standing: unknown;
  /** What the caller keeps with it, such as curves. */
  readonly beside: unknown;
}

/**
 * Writes the state of training, all or nothing. Steps must have been read.
 *
 * @param trainer One trainer, or several `together`.
 * @param beside What to keep with it: JSON.
 * @throws {NotFiniteError} Where the state holds a NaN or an infinity.
 */
export async function saveTraining<S>(
  path: string,
  trainer: Resumable<S>,
  beside: unknown,
): Promise<void> {
  const about: About = { standing: trainer.standing, beside };
  await writeStateFile(
    path,
    about,
    Object.entries(trainer.memory).map(([name, flat]) => ({
      name,
      length: flat.length,
      read: () => flat.read(),
    })),
  );
}

/**
 * Continues training from a file: the next step is the one that would have
 * come next.
 *
 * @returns What was kept beside the state.
 * @throws {StateFileError} Where the file is damaged or of another model; the
 * trainer is as it was then.
 */
export async function resumeTraining<S>(
  path: string,
  trainer: Resumable<S>,
): Promise<unknown> {
  const { about, arrays } = await readStateFile(path);
  const memory = Object.entries(trainer.memory);
  for (const [name, { length }] of memory) {
    const found = arrays.get(name)?.length;
    if (found === length) continue;
    throw new StateFileError(
      `its "${name}" has ${found ?? "no"} elements, the model ${length}`,
    );
  }
  for (const [name, flat] of memory) flat.write(arrays.get(name)!);
  const { standing, beside } = about as About;
  trainer.resume(standing as S);
  return beside;
}
