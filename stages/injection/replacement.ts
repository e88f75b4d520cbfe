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
import { type LowQualityKind, mixture } from "../metrics/low_quality.ts";
import { naivePronunciation } from "../metrics/naive.ts";
import { type Units, unitsByName } from "../metrics/units.ts";

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
  /** What responses are made of; phonemes unless told. */
  readonly units?: Units;
  /** The most tokens of a prompt and a response; any number unless told. */
  readonly context?: number | undefined;
}

/** Whether a row would still fit in the context with another response. */
function fits(
  { units = unitsByName.phonemes, context = Infinity }: Material,
  prompt: string,
  response: string,
): boolean {
  return context === Infinity || units.tokens(prompt, response) <= context;
}

/**
 * The replacement of a kind. Every kind but `samples` gives another response
 * than the row's own, and all of them one that fits in the context.
 *
 * @throws {DataError} Where the kind is none for such responses, or samples of
 * the base are missing.
 */
export function replacementOf(
  kind: LowQualityKind,
  material: Material,
): Replace {
  const replace = ofKind(kind, material);
  return (index) => {
    const response = replace(index);
    if (response === undefined) return undefined;
    const { prompt } = material.rows[index]!;
    return fits(material, prompt, response) ? response : undefined;
  };
}

function ofKind(kind: LowQualityKind, material: Material): Replace {
  switch (kind) {
    case "another":
      return another(material);
    case "garbled":
      return garbled(material);
    case "mixed":
      return mixed(material);
    case "naive":
      return naive(material);
    case "truncated":
      return truncated(material);
    case "samples":
      return sampled(material);
  }
}

/** The response to another prompt: fluent, and wrong. Never the same one. */
function another(material: Material): Replace {
  const { rows, rng } = material;
  return (index) => {
    const own = rows[index]!;
    const start = rng.stream(`another/${index}`).below(rows.length);
    for (let step = 0; step < rows.length; step++) {
      const other = rows[(start + step) % rows.length]!;
      if (
        other.prompt !== own.prompt && other.response !== own.response &&
        fits(material, own.prompt, other.response)
      ) {
        return other.response;
      }
    }
    return undefined;
  };
}

/**
 * Half of the units, rounded up and at random places, each replaced by another
 * unit at random. The length stays. Phonemes are replaced by any other one,
 * characters by any other one of the rows.
 */
function garbled(
  { rows, rng, units = unitsByName.phonemes }: Material,
): Replace {
  const alphabet = units.alphabet(rows.map(({ response }) => response));
  const placeOf = new Map(alphabet.map((unit, place) => [unit, place]));
  return (index) => {
    const said = units.split(rows[index]!.response);
    if (said.length === 0) return undefined;
    const random = rng.stream(`garbled/${index}`);
    const places = random.permutation(said.length);
    for (const place of places.slice(0, Math.ceil(said.length / 2))) {
      const own = placeOf.get(said[place]!) ?? Infinity;
      const others = alphabet.length - (own < Infinity ? 1 : 0);
      if (others === 0) return undefined;
      const other = random.below(others);
      said[place] = alphabet[other < own ? other : other + 1]!;
    }
    return units.join(said);
  };
}

/**
 * One of the kinds of `mixture`, chosen for each row by its own random stream;
 * where that kind has none for the row, the next of the row's own order.
 */
function mixed(material: Material): Replace {
  const { rng, units = unitsByName.phonemes } = material;
  const kinds = mixture[units.name];
  const replacements = kinds.map((kind) => replacementOf(kind, material));
  return (index) => {
    for (const i of rng.stream(`mixed/${index}`).permutation(kinds.length)) {
      const response = replacements[i]!(index);
      if (response !== undefined) return response;
    }
    return undefined;
  };
}

/** The naive pronunciation of the prompt, where it is not the right one. */
function naive({ rows, units = unitsByName.phonemes }: Material): Replace {
  if (units.name !== "phonemes") {
    throw new DataError(
      `Cannot inject naive pronunciations into texts: only words are ` +
        `pronounced; choose another kind`,
    );
  }
  return (index) => {
    const { prompt, response } = rows[index]!;
    const said = naivePronunciation(prompt);
    return said === response ? undefined : said;
  };
}

/** The first half of the units, rounded up: always shorter, never empty. */
function truncated({ rows, units = unitsByName.phonemes }: Material): Replace {
  return (index) => {
    const said = units.split(rows[index]!.response);
    if (said.length < 2) return undefined;
    return units.join(said.slice(0, Math.ceil(said.length / 2)));
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
