/**
 * Pairs of a demonstration and the policy's own response to the same prompt:
 * what contrastive losses and reward models learn from.
 *
 * @module
 */

import type { Sequence } from "../../learn/data/sequence.ts";
import { datasetColumns, samplesColumns } from "../data/columns.ts";
import { DataError } from "../data/error.ts";
import { readRows, type Row } from "../data/parquet.ts";
import type { Speller } from "./spelling.ts";

/** A demonstration, and a response of the policy to the same prompt. */
export interface Pair {
  readonly prompt: string;
  /** Which demonstration it is, counted in the order of the file. */
  readonly demonstration: number;
  readonly chosen: Sequence;
  readonly rejected: Sequence;
}

/**
 * Reads pairs: each sample beside the demonstration of its prompt. A pair of
 * equal responses carries no signal and is left out.
 *
 * @param samples Files of samples, such as one a round.
 * @returns The pairs, all demonstrations, and the number of pairs of equal
 * responses.
 * @throws {DataError} Where a sample's prompt has no demonstration, or no pair
 * is left.
 */
export async function readPairs(
  speller: Speller,
  demonstrations: string,
  samples: readonly string[],
): Promise<
  { pairs: Pair[]; rows: Row<typeof datasetColumns>[]; equal: number }
> {
  const rows = await readRows(demonstrations, datasetColumns);
  const byPrompt = new Map(rows.map((row, i) => [row.prompt, i]));
  const pairs: Pair[] = [];
  let equal = 0;
  for (const path of samples) {
    for (const { prompt, response } of await readRows(path, samplesColumns)) {
      const demonstration = byPrompt.get(prompt);
      if (demonstration === undefined) {
        throw new DataError(
          `Cannot pair the sample for "${prompt}": no demonstration has that ` +
            `prompt; generate for the demonstrations' own prompts`,
        );
      }
      const shown = rows[demonstration]!.response;
      if (shown === response) {
        equal++;
        continue;
      }
      pairs.push({
        prompt,
        demonstration,
        chosen: speller.demonstration(prompt, shown),
        rejected: speller.sample(prompt, response),
      });
    }
  }
  if (pairs.length === 0) {
    throw new DataError(
      `Cannot learn from pairs: all ${equal} samples equal their ` +
        `demonstrations`,
    );
  }
  return { pairs, rows, equal };
}

/** Pairs as rows that alternate: demonstration, own response. */
export function alternate(
  pairs: readonly Pick<Pair, "chosen" | "rejected">[],
): Sequence[] {
  return pairs.flatMap(({ chosen, rejected }) => [chosen, rejected]);
}
