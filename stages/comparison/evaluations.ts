/**
 * Reading evaluations, one by one by label and then all of them together.
 *
 * @module
 */

import { cellLabel } from "../cell_label.ts";
import { DataError } from "../data/error.ts";
import { type Evaluation, evaluationSchema } from "../evaluation_file.ts";

/** An evaluation with the label that the recipe gave it. */
export interface Labelled {
  readonly label: string;
  readonly evaluation: Evaluation;
}

/**
 * Reads the evaluations of a comparison, in the order of their labels.
 *
 * @param paths Where each is, by label.
 * @throws {DataError} If one is malformed, if there are none, or if they do
 * not belong in one comparison.
 */
export async function readEvaluations(
  paths: Readonly<Record<string, string>>,
): Promise<Labelled[]> {
  const labels = Object.keys(paths).sort();
  if (labels.length === 0) {
    throw new DataError(
      "Cannot compare evaluations: there are none; connect at least one",
    );
  }
  const read: Labelled[] = [];
  for (const label of labels) {
    const text = await Deno.readTextFile(paths[label]!);
    read.push({ label, evaluation: parse(label, text) });
  }
  checkOnce(read);
  return read;
}

function parse(label: string, text: string): Evaluation {
  const refuse = (what: string) =>
    new DataError(
      `Cannot compare evaluation "${label}": ${what}; rerun the stage that ` +
        `wrote it`,
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse("it is not JSON");
  }
  const parsed = evaluationSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const where = issue.path.length === 0
    ? "its content"
    : `its field "${issue.path.join(".")}"`;
  throw refuse(`${where} is wrong (${issue.message})`);
}

/** Two evaluations of one arm and seed would count twice in a mean. */
function checkOnce(read: readonly Labelled[]): void {
  const seen = new Map<string, string>();
  for (const { label, evaluation } of read) {
    const where = cellLabel(evaluation);
    const arm = `"${evaluation.method}" in "${where}"`;
    const earlier = seen.get(arm);
    if (earlier !== undefined) {
      throw new DataError(
        `Cannot compare evaluations "${earlier}" and "${label}": both are of ` +
          `${arm}; leave one out`,
      );
    }
    seen.set(arm, label);
  }
}
