/**
 * What training reports of its steps, and the error where a step went wrong.
 *
 * @module
 */

/** What one step reported. */
export interface StepReport {
  /** Counted from 0. */
  readonly step: number;
  readonly loss: number;
  /** The gradient's global norm before clipping. */
  readonly gradientNorm: number;
  readonly watched: Readonly<Record<string, number>>;
}

/** Where a trainer stands after some steps; its memory is beside this. */
export interface Standing {
  readonly steps: number;
  /** What the last step reported; null before the first one. */
  readonly last: Pick<StepReport, "loss" | "gradientNorm"> | null;
}

/** A loss or gradient that is no number any more. */
export class DivergedError extends Error {
  override name = "DivergedError";
  constructor(readonly step: number, what: string, earlier: string) {
    super(
      `Training stopped at step ${step}: ${what} is not a finite number ` +
        `(${earlier}); lower the learning rate or raise the warm-up`,
    );
  }
}

/**
 * Checks that a step's loss and gradient are finite.
 *
 * @param last What the step before it reported.
 * @param whose Whose loss it is, where there are several.
 * @throws {DivergedError} Where one of them is not.
 */
export function checkFinite(
  report: StepReport,
  last: Standing["last"],
  whose = "",
): void {
  for (const what of ["loss", "gradientNorm"] as const) {
    if (Number.isFinite(report[what])) continue;
    const { loss, gradientNorm } = last ?? report;
    throw new DivergedError(
      report.step,
      (what === "loss" ? "the loss" : "the gradient's norm") +
        (whose && ` ${whose}`),
      `the last loss was ${loss}, gradient norm ${gradientNorm}`,
    );
  }
}
