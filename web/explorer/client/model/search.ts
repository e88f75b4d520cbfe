/**
 * Search: words in any order, each of which a stage must fit.
 *
 * - `policy 0.7` finds stages whose names hold both.
 * - `seed=1` is a whole part of the name, so that `seed=10` is none.
 * - `kind:`, `verdict:`, `status:`, `state:` and `output:` look at what they
 *   say; the value may be the beginning of a word: `verdict:with`.
 * - At least six hexadecimal digits are the beginning of a key or a digest, too.
 * - `-` before a word finds stages that do not fit it.
 *
 * @module
 */

import type { StageNode } from "../../api.ts";
import { stateOf } from "./state.ts";

/** Whether a stage is found. */
export type Test = (stage: StageNode) => boolean;

const fields: Readonly<
  Record<string, (stage: StageNode) => readonly (string | null)[]>
> = {
  kind: ({ kind }) => [kind],
  verdict: ({ verdict }) => [verdict],
  status: ({ status }) => [status],
  state: (stage) => [stateOf(stage)],
  output: ({ outputs }) => outputs.flatMap(({ name, type }) => [name, type]),
  metric: ({ metrics }) => Object.keys(metrics),
};

/** The fields that a search may name. */
export const fieldNames: readonly string[] = Object.keys(fields);

/** Reads a search. One without words is null: it asks nothing. */
export function parseSearch(text: string): Test | null {
  const words = text.match(/-?[\w]+:"[^"]*"?|\S+/g) ?? [];
  const tests = words.filter((word) => word !== "-").map(testOf);
  if (tests.length === 0) return null;
  return (stage) => tests.every((test) => test(stage));
}

function testOf(word: string): Test {
  if (word.startsWith("-")) {
    const test = positive(word.slice(1).toLowerCase());
    return (stage) => !test(stage);
  }
  return positive(word.toLowerCase());
}

function positive(word: string): Test {
  const [, field, value = ""] = /^(\w+):"?([^"]*)"?$/.exec(word) ?? [];
  if (field !== undefined && Object.hasOwn(fields, field)) {
    const values = fields[field]!;
    const plain = value.replaceAll(/[_-]/g, " ");
    return (stage) =>
      values(stage).some((one) =>
        one !== null &&
        one.toLowerCase().replaceAll(/[_-]/g, " ").startsWith(plain)
      );
  }
  if (/^[^=]+=[^=]+$/.test(word)) {
    return ({ name }) => name.toLowerCase().split("/").includes(word);
  }
  const isDigest = /^[0-9a-f]{6,64}$/.test(word);
  return (stage) =>
    stage.name.toLowerCase().includes(word) ||
    (isDigest && (
          stage.key?.startsWith(word) ||
          stage.outputs.some(({ digest }) => digest?.startsWith(word))
        ) === true);
}

/** A search that finds what is in a state. */
export function searchOf(state: string): string {
  return `state:${state.includes(" ") ? `"${state}"` : state}`;
}
