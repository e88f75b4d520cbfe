/**
 * Low-quality responses: what stands in the place of a good one, by kind.
 *
 * A replacement is a function of the seed and the row alone, so a row that is
 * replaced at two ratios is replaced by the same response.
 *
 * @module
 */

import type { Rng } from "../../pipeline/rng.ts";
import type { datasetColumns } from "../data/columns.ts";
import { DataError } from "../data/error.ts";
import type { Row } from "../data/parquet.ts";
import { phonemes, splitPhonemes } from "../data/phonemes.ts";
import type { LowQualityKind } from "../metrics/low_quality.ts";

/** A demonstration. */
export type Demonstration = Row<typeof datasetColumns>;

/**
 * The low-quality response for a row, or undefined where the kind has none for
 * it: a response of one phoneme cannot be cut in half, for example.
 */
export type Replace = (index: number) => string | undefined;

/** What a replacement is made from. */
export interface Material {
  readonly rows: readonly Demonstration[];
  /** What the base policy says, by prompt. Only kind `samples` wants it. */
  readonly samples: ReadonlyMap<string, string> | undefined;
  readonly rng: Rng;
}

/** The replacement of a kind. */
export function replacementOf(
  kind: LowQualityKind,
  material: Material,
): Replace {
  switch (kind) {
    case "another":
      return another(material);
    case "garbled":
      return garbled(material);
    case "truncated":
      return truncated(material);
    case "samples":
      return sampled(material);
  }
}

/** The response to another prompt: fluent, and wrong. Never the same one. */
function another({ rows, rng }: Material): Replace {
  return (index) => {
    const own = rows[index]!;
    const start = rng.stream(`another/${index}`).below(rows.length);
    for (let step = 0; step < rows.length; step++) {
      const other = rows[(start + step) % rows.length]!;
      if (other.prompt !== own.prompt && other.response !== own.response) {
        return other.response;
      }
    }
    return undefined;
  };
}

/**
 * Half of the phonemes, rounded up and at random places, each replaced by
 * another phoneme at random. The length stays.
 */
function garbled({ rows, rng }: Material): Replace {
  return (index) => {
    const said = splitPhonemes(rows[index]!.response);
    if (said.length === 0) return undefined;
    const random = rng.stream(`garbled/${index}`);
    const places = random.permutation(said.length);
    for (const place of places.slice(0, Math.ceil(said.length / 2))) {
      const others = phonemes.filter((phoneme) => phoneme !== said[place]);
      said[place] = others[random.below(others.length)]!;
    }
    return said.join(" ");
  };
}

/** The first half of the phonemes, rounded up: always shorter, never empty. */
function truncated({ rows }: Material): Replace {
  return (index) => {
    const said = splitPhonemes(rows[index]!.response);
    if (said.length < 2) return undefined;
    return said.slice(0, Math.ceil(said.length / 2)).join(" ");
  };
}

/** What the base policy says, whatever it is: nothing, or the right thing. */
function sampled({ rows, samples }: Material): Replace {
  if (samples === undefined) {
    throw new DataError(
      `Cannot inject samples of the base policy: input "samples" is missing; ` +
        `connect it to a stage that generates for the same prompts`,
    );
  }
  const missing = rows.filter(({ prompt }) => !samples.has(prompt));
  if (missing.length > 0) {
    throw new DataError(
      `Cannot inject samples of the base policy: ${missing.length} of ` +
        `${rows.length} prompts have none, the first is ` +
        `"${missing[0]!.prompt}"; generate for the same prompts`,
    );
  }
  return (index) => samples.get(rows[index]!.prompt);
}
