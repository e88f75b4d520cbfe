/**
 * The evaluations by cell and arm, and the page's anchors to them: every
 * number leads to the evaluations that it came from.
 *
 * @module
 */

import type { Cell, Result } from "../results_file.ts";

/** How many digits of a digest are shown and asked for. */
export const digits = 12;

/** The evaluations of an arm in a cell, one a seed. */
export interface ArmEvidence {
  /** Its anchor. */
  readonly id: string;
  readonly method: string;
  readonly results: readonly Result[];
}

/** The evaluations of a cell; of a base where they saw no demonstrations. */
export interface CellEvidence {
  readonly kind: string;
  readonly baseRatio: number;
  readonly ratio: number | null;
  readonly arms: readonly ArmEvidence[];
}

/** Groups results, in their own order. */
export function evidenceCells(results: readonly Result[]): CellEvidence[] {
  const cells = groups(
    results,
    ({ kind, baseRatio, ratio }) => keyOf(kind, baseRatio, ratio),
  );
  return cells.map((own, index) => {
    const { kind, baseRatio, ratio } = own[0] as Result;
    const arms = groups(own, ({ method }) => method).map((rows, place) => ({
      id: `arm-${index + 1}-${place + 1}`,
      method: (rows[0] as Result).method,
      results: rows.toSorted((a, b) => a.seed - b.seed),
    }));
    return { kind, baseRatio, ratio, arms };
  });
}

/** The anchor of the evaluation artifact with a digest. */
export function evaluationAnchor(digest: string): string {
  return `evaluation-${digest.slice(0, digits)}`;
}

/** Finds where the numbers of an arm of a cell lead. */
export type FindArm = (cell: Cell, method: string) => string;

/**
 * A finder over the evidence: to an arm's one evaluation, or to all of its
 * seeds. What saw no demonstrations stands beside the cells of its base.
 */
export function armFinder(evidence: readonly CellEvidence[]): FindArm {
  const found = new Map<string, string>();
  for (const { kind, baseRatio, ratio, arms } of evidence) {
    for (const { id, method, results } of arms) {
      const [only] = results;
      found.set(
        keyOf(kind, baseRatio, ratio, method),
        only !== undefined && results.length === 1
          ? evaluationAnchor(only.source)
          : id,
      );
    }
  }
  return ({ kind, baseRatio, ratio }, method) =>
    found.get(keyOf(kind, baseRatio, ratio, method)) ??
      found.get(keyOf(kind, baseRatio, null, method)) ?? "evidence";
}

/** The evaluations of an arm in a cell, one a seed; none where there are not. */
export type FindResults = (cell: Cell, method: string) => readonly Result[];

/** A finder of an arm's evaluations, also of a base beside its cells. */
export function resultsFinder(evidence: readonly CellEvidence[]): FindResults {
  const found = new Map<string, readonly Result[]>();
  for (const { kind, baseRatio, ratio, arms } of evidence) {
    for (const { method, results } of arms) {
      found.set(keyOf(kind, baseRatio, ratio, method), results);
    }
  }
  return ({ kind, baseRatio, ratio }, method) =>
    found.get(keyOf(kind, baseRatio, ratio, method)) ??
      found.get(keyOf(kind, baseRatio, null, method)) ?? [];
}

function keyOf(...parts: readonly (string | number | null)[]): string {
  return JSON.stringify(parts);
}

/** Groups by a key, in the order of first appearance. */
function groups<T>(entries: readonly T[], key: (entry: T) => string): T[][] {
  const found = new Map<string, T[]>();
  for (const entry of entries) {
    const name = key(entry);
    const group = found.get(name);
    if (group === undefined) found.set(name, [entry]);
    else group.push(entry);
  }
  return [...found.values()];
}
