/**
 * How far a stage has come that runs, as its engine leaves it on disk.
 *
 * @module
 */

/** Progress of a stage. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
}
