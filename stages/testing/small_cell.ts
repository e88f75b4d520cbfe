/**
 * The smallest cell on which the kinds around rewards can run: ten words, half
 * of them truncated, a base policy that was hardly trained, and own responses.
 *
 * @module
 */

import { generation } from "../generation.ts";
import {
  datasetColumns,
  marksColumns,
  referencesColumns,
} from "../data/columns.ts";
import { writeRows } from "../data/parquet.ts";
import { pretraining } from "../pretraining.ts";
import { rewardLearning } from "../reward_learning.ts";
import { execute, temporaryFolder } from "./context.ts";

/** Words with their pronunciations. */
export const words: readonly { prompt: string; response: string }[] = [
  ["cat", "K AE T"],
  ["hat", "HH AE T"],
  ["dog", "D AO G"],
  ["fog", "F AO G"],
  ["bed", "B EH D"],
  ["red", "R EH D"],
  ["sun", "S AH N"],
  ["fun", "F AH N"],
  ["pin", "P IH N"],
  ["tin", "T IH N"],
].map(([prompt, response]) => ({ prompt: prompt!, response: response! }));

/** The words with every other response cut to two phonemes, and marked. */
export const mixed: readonly {
  prompt: string;
  response: string;
  original: string;
  low_quality: boolean;
}[] = words.map(({ prompt, response }, i) => ({
  prompt,
  response: i % 2 === 0 ? response : response.slice(0, -2),
  original: response,
  low_quality: i % 2 === 1,
}));

/** How the models of the cell are trained. */
export const pace = { steps: 12, rate: 1e-2, warmup: 2, seed: 1 };

const shape = { layers: 1, width: 16, heads: 2, context: 9 };

/** A cell's files, all in a folder that goes when it is disposed of. */
export interface SmallCell extends AsyncDisposable {
  /** The mixed words, as a dataset and with their marks. */
  readonly demonstrations: string;
  readonly marks: string;
  /** The words as references. */
  readonly references: string;
  readonly base: string;
  /** The base's responses to the words. */
  readonly samples: string;
  /** Another file in the folder. */
  readonly at: (name: string) => string;
  /** Learns a reward; gives its folder. */
  readonly reward: (seed: number) => Promise<string>;
}

/**
 * Makes a cell.
 *
 * @param width Of the base policy.
 */
export async function smallCell(width = shape.width): Promise<SmallCell> {
  const stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const at = (name: string) => `${folder.path}/${name}`;
  const demonstrations = at("demonstrations.parquet");
  const marks = at("marks.parquet"), references = at("references.parquet");
  await writeRows(demonstrations, datasetColumns, mixed);
  await writeRows(marks, marksColumns, mixed);
  await writeRows(
    references,
    referencesColumns,
    words.map((word) => ({ ...word, references: word.response })),
  );
  const trained = stack.use(
    await execute(pretraining, {
      params: { ...shape, width, ...pace, batch: 8 },
      inputs: { data: demonstrations },
    }),
  );
  const base = trained.outputs.policy;
  const own = stack.use(
    await execute(generation, {
      params: { seed: 1, batch: 4 },
      inputs: { policy: base, prompts: demonstrations },
    }),
  );
  const { samples } = own.outputs;
  return {
    demonstrations,
    marks,
    references,
    base,
    samples,
    at,
    async reward(seed) {
      const learned = stack.use(
        await execute(rewardLearning, {
          params: { ...pace, pairs: 4, seed },
          inputs: {
            base,
            previous: undefined,
            demonstrations,
            samples: { samples },
            votes: undefined,
          },
        }),
      );
      return learned.outputs.reward;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
