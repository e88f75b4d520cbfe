/**
 * What a garbage collection came to, in words and as JSON.
 *
 * @module
 */

import type { Candidate, Choice, Roots, Shares } from "../gc/mod.ts";
import { compareCodePoints } from "../identity/order.ts";
import { bytes, clip, count, wrap } from "./format.ts";
import { quote } from "./invocation.ts";
import type { Style } from "./terminal.ts";

/** What a collection came to. */
export interface Collection {
  readonly store: string;
  readonly roots: Roots;
  readonly choice: Choice;
  readonly deleted: boolean;
  readonly maxSize: number | null;
  /** What of the removed bytes goes with which record. */
  readonly shares: Shares;
}

/** The most records that are printed one by one. */
const maxShown = 10;

/** A day, as people write it everywhere. */
function day(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

function stageOf({ record }: Candidate): string {
  return record.stage ?? `record ${record.key.slice(0, 8)}/${record.n}`;
}

/** The JSON of `gc --json`. */
export function gcJson(collection: Collection): unknown {
  const { store, roots, choice, deleted, shares } = collection;
  const one = (candidate: Candidate) => ({
    stage: candidate.record.stage,
    key: candidate.record.key,
    lastUse: new Date(candidate.lastUse).toISOString(),
    bytes: shares.of.get(candidate) ?? 0,
  });
  return {
    version: 1,
    store,
    deleted,
    remove: {
      records: choice.remove.map(one),
      objects: choice.objects.length,
      bytes: choice.bytes,
      unnamed: shares.unnamed,
    },
    keep: {
      needed: { records: choice.kept, bytes: choice.keptBytes },
      recent: { records: choice.spared.length, bytes: choice.sparedBytes },
    },
    roots: {
      locks: roots.locks.length,
      pins: roots.pins.length,
      places: roots.places,
      projects: roots.projects.map(({ root }) => root),
      gone: roots.gone.map(({ root }) => root),
      plain: roots.plain,
    },
    faults: roots.faults,
  };
}

function rootLines({ locks, pins, places, plain, gone }: Roots): string[] {
  const where = places > 0
    ? `of the working tree and of ${count(places, "place")} in Git`
    : "of the working tree";
  return [
    `Looked into ${count(locks.length, "lock")} ${where}, and ` +
    count(pins.length, "pin"),
    ...plain.flatMap((root) => [
      "Not in a Git repository, so that only the locks beside its files are " +
      "known:",
      `  ${root}`,
    ]),
    ...gone.flatMap(({ root }) => [
      "Gone; what it is known to have needed is kept, unless --forget names it:",
      `  ${root}`,
    ]),
  ];
}

/** A table of what goes with which stage; its sizes sum to what goes. */
function shareLines(
  remove: readonly Candidate[],
  { of, unnamed }: Shares,
  columns: number,
  style: Style,
): string[] {
  if (remove.length === 0 && unnamed === 0) return [];
  const largest = [...remove].sort((a, b) =>
    of.get(b)! - of.get(a)! || compareCodePoints(stageOf(a), stageOf(b))
  );
  const row = (size: number, when: string, what: string) =>
    clip(`${bytes(size).padEnd(7)}  ${when.padEnd(10)}  ${what}`, columns);
  const lines = ["", style.bold("Frees    Last used   Stage")];
  for (const one of largest.slice(0, maxShown)) {
    lines.push(row(of.get(one)!, day(one.lastUse), stageOf(one)));
  }
  const more = largest.slice(maxShown);
  if (more.length > 0) {
    const size = more.reduce((sum, one) => sum + of.get(one)!, 0);
    lines.push(row(size, "", `${more.length} more; --json has all`));
  }
  if (unnamed > 0) lines.push(row(unnamed, "", "what no record names"));
  return lines;
}

/** What `gc` prints. */
export function renderCollection(
  collection: Collection,
  again: (...words: string[]) => string,
  columns: number,
  style: Style,
): string[] {
  const { roots, choice, deleted, maxSize, shares } = collection;
  const lines = rootLines(roots);
  const { remove, objects, spared } = choice;
  lines.push(
    `Needed    ${count(choice.kept, "record")}, ${bytes(choice.keptBytes)}`,
    `Recent    ${count(spared.length, "record")}, ${bytes(choice.sparedBytes)}`,
    `Unneeded  ${count(remove.length, "record")}, ` +
      `${count(objects.length, "object")}, ${bytes(choice.bytes)}`,
  );
  lines.push(...shareLines(remove, shares, columns, style));
  lines.push("");
  const left = choice.keptBytes + choice.sparedBytes;
  if (maxSize !== null && left > maxSize) {
    lines.push(
      ...wrap(
        `What has to be kept is larger than ${bytes(maxSize)}: ${bytes(left)}`,
        columns,
      ),
    );
  }
  if (roots.faults.length > 0) return [...lines, ...faultLines(roots, columns)];
  if (objects.length + remove.length === 0) {
    lines.push(style.green("Nothing to remove"));
  } else if (deleted) lines.push(`Removed ${bytes(choice.bytes)}`);
  else lines.push("To remove what is unneeded:", `  ${again("--delete")}`);
  return lines;
}

function faultLines({ faults }: Roots, columns: number): string[] {
  const [first, ...more] = faults;
  return [
    "Nothing can be removed, because what is needed is not fully known:",
    ...faults.slice(0, maxShown)
      .flatMap(({ message }) => wrap(message, columns, "  ")),
    ...(faults.length > maxShown
      ? [`  and ${faults.length - maxShown} more; --json has all`]
      : []),
    ...(first === undefined ? [] : [
      `To go on without ${more.length > 0 ? "each of them" : "it"}, add`,
      `  --forget ${quote(first.name)}`,
    ]),
  ];
}
