/**
 * Where the tables come from, in the words of PROV-O: the executions that made
 * a file, and what they read.
 *
 * @module
 */

import {
  byExecution,
  type MakerOf,
  makersIn,
  usedInputs,
} from "../executions.ts";
import type { ExportTarget } from "../target.ts";
import {
  endOf,
  executionName,
  executionNamespace,
  nameOfDigest,
} from "../terms.ts";
import { idOf, type Table } from "./tables.ts";

/** Tells of one file after the other. */
export class Origins {
  readonly #target: ExportTarget;
  /** The identifiers of files by what they hold. */
  readonly #files: ReadonlyMap<string, string>;
  readonly #makerOf: MakerOf;
  readonly #told = new Set<string>();

  constructor(target: ExportTarget, tables: readonly Table[]) {
    this.#target = target;
    this.#makerOf = makersIn(target.stages);
    this.#files = new Map(
      tables.map(({ entry, path }) => [entry.digest, idOf(path)]),
    );
  }

  /** What is said of a file that these tables share. */
  of(path: string, same: readonly Table[]): Record<string, unknown> {
    const from = new Set<string>();
    const stages = same.map((table) => table.of);
    for (const one of stages) {
      for (const input of usedInputs(one)) {
        const { digest, isObserved } = input;
        const made = this.#files.get(digest);
        // A stage that copies a table has not made it from itself.
        if (!isObserved || made === undefined || made === idOf(path)) continue;
        // Made again after it was used: the bytes were, whoever made them.
        const isKnown = this.#makerOf(one, input) !== null;
        from.add(isKnown ? made : nameOfDigest(digest));
      }
      const source = this.#target.about?.sources?.[one.stage.kind.name];
      if (source !== undefined) from.add(source.url);
    }
    return {
      "prov:wasGeneratedBy": byExecution(stages).map((shared) => {
        const [{ stage, record, n }] = shared;
        const id = executionNamespace + executionName(record.key, n);
        // An identifier is defined once, and then referred to.
        if (this.#told.has(id)) return { "@id": id };
        this.#told.add(id);
        return {
          "@type": "prov:Activity",
          "@id": id,
          "prov:label": stage.name,
          "prov:startedAtTime": record.startedAt,
          "prov:endedAtTime": endOf(record),
        };
      }),
      ...(from.size === 0
        ? {}
        : { "prov:wasDerivedFrom": [...from].map((id) => ({ "@id": id })) }),
    };
  }
}
