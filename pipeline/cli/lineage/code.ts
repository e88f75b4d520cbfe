/**
 * The code that the executions of a lineage ran, by kind: how much there is of
 * it, the kind's own file, and, where it is asked for, all of it.
 *
 * @module
 */

import { sha256 } from "../../identity/hash.ts";
import { compareCodePoints, sortedEntries } from "../../identity/order.ts";
import type { Lineage } from "../../lineage/graph.ts";
import { short } from "../../store/mod.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { count } from "../format.ts";
import { harmless } from "../harmless.ts";

/** Code that a kind's executions ran. */
interface KindCode {
  readonly kind: string;
  readonly id: string;
  readonly record: ExecutionRecord;
  executions: number;
}

/** The code of a lineage. */
export interface LineageCode {
  readonly kinds: readonly KindCode[];
  /** Which code an execution ran; null where its kind has but one here. */
  idOf(record: ExecutionRecord): string | null;
}

/** The digest of a closure's files and packages, in short. */
function closureId({ preimage: { code } }: ExecutionRecord): string {
  return short(
    sha256(JSON.stringify([
      sortedEntries(code.files),
      sortedEntries(code.packages),
    ])),
  );
}

/** Gathers the code, each of a kind once. */
export function codeOf({ nodes }: Lineage): LineageCode {
  const kinds = new Map<string, KindCode>();
  const ids = new Map<ExecutionRecord, string>();
  // Records of one kind often share their code: it is looked at once.
  const known = new Map<string, string>();
  for (const { record } of nodes.values()) {
    const { kind, code } = record.preimage;
    const text = JSON.stringify([code.files, code.packages]);
    const id = known.get(text) ?? closureId(record);
    known.set(text, id);
    ids.set(record, id);
    const name = `${kind} ${id}`;
    const own = kinds.get(name) ?? { kind, id, record, executions: 0 };
    own.executions += 1;
    kinds.set(name, own);
  }
  const versions = Map.groupBy(kinds.values(), ({ kind }) => kind);
  return {
    kinds: [...kinds.values()].sort((a, b) =>
      compareCodePoints(a.kind, b.kind) || compareCodePoints(a.id, b.id)
    ),
    idOf: (record) =>
      (versions.get(record.preimage.kind)?.length ?? 0) > 1
        ? ids.get(record) ?? null
        : null,
  };
}

/**
 * The file that declares a kind: the one of its name that is the least deep in
 * folders; null if there is not one.
 */
export function ownFile({ preimage }: ExecutionRecord): string | null {
  const { kind, code } = preimage;
  const found = Object.keys(code.files)
    .filter((path) => path.split("/").at(-1) === `${kind}.ts`)
    .map((path) => ({ path, depth: path.split("/").length }))
    .sort((a, b) => a.depth - b.depth);
  const [first, second] = found;
  return first === undefined || first.depth === second?.depth
    ? null
    : first.path;
}

/** A line for each kind; with `all`, every file and package, too. */
export function renderCode(code: LineageCode, all: boolean): string[] {
  const lines = ["", all ? "Code" : "Code (--code lists every file)"];
  for (const { kind, id, record, executions } of code.kinds) {
    const { files, packages } = record.preimage.code;
    // Files of the project that were taken in ran no code.
    if (record.preimage.source !== undefined) continue;
    const own = ownFile(record);
    const which = code.idOf(record) === null
      ? ""
      : `, code ${id} of ${count(executions, "execution")}`;
    const sizes = `${count(Object.keys(files).length, "file")}, ` +
      count(Object.keys(packages).length, "package");
    const file = own === null ? `kind ${kind}` : `${own} ${short(files[own]!)}`;
    lines.push(`  ${harmless(file)}  ${sizes}${which}`);
    if (!all) continue;
    for (const [path, digest] of sortedEntries(files)) {
      lines.push(`    ${harmless(path)}`, `      sha256-${digest}`);
    }
    for (const [name, digest] of sortedEntries(record.preimage.tools ?? {})) {
      lines.push(`    tool ${harmless(name)}`, `      sha256-${digest}`);
    }
    for (const [name, integrity] of sortedEntries(packages)) {
      lines.push(`    npm:${harmless(name)}`, `      ${harmless(integrity)}`);
    }
  }
  return lines;
}
