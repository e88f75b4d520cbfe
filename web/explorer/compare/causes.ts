/**
 * Where two executions part: the differences that are not explained by an
 * earlier one. Both lineages are walked together, from what the two took in to
 * what made that, as long as it is different.
 *
 * @module
 */

import { align } from "./between.ts";
import { type Execution, type OriginOf, outputOf } from "./execution.ts";
import { compareCodePoints } from "./order.ts";
import { comparePreimages, type FieldDifference } from "./preimages.ts";
import { short } from "./values.ts";

/** Two executions that stand in the same place, and part there. */
export interface Cause<E extends Execution = Execution> {
  readonly a: E;
  readonly b: E;
  /** What they were given differently, but for what earlier stages made. */
  readonly differences: readonly FieldDifference[];
}

/** Two executions that are compared. */
type Compared<E> = readonly [E, E];

/** A pair that is walked, and the pairs that made its different inputs. */
interface Pair<E> {
  readonly a: E;
  readonly b: E;
  readonly own: readonly FieldDifference[];
  /** Those that are yet to be walked. */
  readonly pending: Compared<E>[];
}

/** A line on one key that gave other bytes; null where all are the same. */
function driftOf(a: Execution, b: Execution): FieldDifference | null {
  for (const name of Object.keys(a.outputs).sort(compareCodePoints)) {
    const before = a.outputs[name]!.digest;
    const after = b.outputs[name]?.digest;
    if (after === undefined || before === after) continue;
    const line = `output ${name}: ${short(before)} -> ${short(after)} from ` +
      `the same key${
        a.determinism === "none" ? ", which promises no bytes" : ""
      }`;
    return { field: "output", name, change: "changed", before, after, line };
  }
  return null;
}

/** The executions that made what another one read, by its inputs' names. */
function* originsOf<E extends Execution>(
  originOf: OriginOf<E>,
  execution: E,
): Generator<E> {
  const { inputs } = execution.preimage;
  for (const input of Object.keys(inputs).sort(compareCodePoints)) {
    const digest = inputs[input];
    if (typeof digest !== "string") continue;
    const origin = originOf(execution, input, digest);
    if (origin !== null) yield origin;
  }
}

function pairOf<E extends Execution>(
  originOf: OriginOf<E>,
  a: E,
  b: E,
): Pair<E> {
  const own: FieldDifference[] = [];
  const pending: Compared<E>[] = [];
  for (const difference of comparePreimages(a.preimage, b.preimage)) {
    const { field, name, before, after } = difference;
    const isInput = field === "input" && typeof before === "string" &&
      typeof after === "string";
    const from = isInput ? originOf(a, name, before) : null;
    const to = isInput ? originOf(b, name, after) : null;
    // What nothing in the store has made is where the walk ends.
    if (from === null || to === null) {
      own.push(difference);
      continue;
    }
    const { pair, line } = align(
      (one: E) => originsOf(originOf, one),
      [a, from],
      [b, to],
    );
    const isOther = line === null &&
      outputOf(from, String(before)) !== outputOf(to, String(after));
    if (isOther) own.push(difference);
    else pending.push(pair);
    if (line !== null) {
      own.push({ ...difference, line: `input ${name}: ${line}` });
    }
  }
  const drift = a.key === b.key ? driftOf(a, b) : null;
  return { a, b, own: drift === null ? own : [...own, drift], pending };
}

/**
 * The places in which executions and what they are made from part, from the
 * sources on. Without one, nothing that they are made from is different.
 *
 * Each pair of executions is walked once, so that it takes no longer than the
 * lineages are large.
 *
 * @param originOf Which execution made an input of another one.
 */
export function findCauses<E extends Execution>(
  originOf: OriginOf<E>,
  compared: readonly Compared<E>[],
): Cause<E>[] {
  const causes: Cause<E>[] = [];
  const seen = new Set<string>();
  const path: Pair<E>[] = [];
  const enter = ([a, b]: Compared<E>) => {
    const id = [a, b].map(({ key, startedAt }) => `${key} ${startedAt}`).join();
    if (seen.has(id)) return;
    seen.add(id);
    path.push(pairOf(originOf, a, b));
  };
  for (const pair of compared) {
    enter(pair);
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const next = at.pending.shift();
      if (next !== undefined) {
        enter(next);
        continue;
      }
      // What made the inputs has been walked: sources come first.
      const { a, b, own } = path.pop()!;
      if (own.length > 0) causes.push({ a, b, differences: own });
    }
  }
  return causes;
}

/** The stages of a cause, in words. */
export function stagesOf({ a, b }: Cause): string {
  return a.stage === b.stage ? a.stage : `${a.stage} -> ${b.stage}`;
}

/**
 * The first difference on the way down, explained; null where none is.
 *
 * @param causes As {@linkcode findCauses} found them.
 * @param last The stage whose results are compared; null for many.
 */
export function explainFirst(
  causes: readonly Cause[],
  last: string | null,
): string | null {
  const [first, ...others] = causes;
  const difference = first?.differences[0];
  if (first === undefined || difference === undefined) return null;
  const here = first.differences.length - 1;
  const also = here > 0 ? `, and ${here} more of it` : "";
  const head = `${stagesOf(first)}: ${difference.line}${also}`;
  // One edit of a file that many stages share is one difference.
  const lines = new Set(first.differences.map(({ line }) => line));
  const same = others.filter(({ differences }) =>
    differences.every(({ line }) => lines.has(line))
  );
  const rest = others.length - same.length;
  const stages = (n: number, more = "") =>
    `${n} ${more}${n === 1 ? "stage" : "stages"}`;
  const shared = same.length > 0
    ? ` (the same in ${stages(same.length)} more)`
    : "";
  if (rest > 0) {
    return `${head}${shared}; ${stages(rest, "other ")} ${
      rest === 1 ? "differs" : "differ"
    } in something else as well`;
  }
  const isLast = first.a.stage === last || first.b.stage === last;
  return isLast && others.length === 0
    ? `${head}${shared}`
    : `${head}${shared}; everything after follows from it`;
}
