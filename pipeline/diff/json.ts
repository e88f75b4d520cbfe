/**
 * Comparing JSON documents leaf by leaf.
 *
 * @module
 */

import type { Json } from "../identity/preimage.ts";

/** A leaf that is not the same in two documents. */
export interface LeafChange {
  /** Such as `cells[3].arms[0].mean`; empty for the whole document. */
  readonly path: string;
  readonly change: "changed" | "added" | "removed";
  /** Null where it is only in the other one. */
  readonly before: Json;
  readonly after: Json;
}

/** Changes at like places: of a list's elements. */
export interface LeafGroup {
  /** With `[*]` for any place in a list. */
  readonly path: string;
  readonly count: number;
  /** The first of them. */
  readonly first: readonly LeafChange[];
  /** Of all of them, where all are numbers that changed. */
  readonly mean: { readonly before: number; readonly after: number } | null;
}

/** How two documents compare. */
export interface JsonDiff {
  readonly type: "json";
  /** Leaves that are not the same. */
  readonly count: number;
  /** The first of them. */
  readonly changes: readonly LeafChange[];
  /** All of them by their places, in the order of the first of each. */
  readonly groups: readonly LeafGroup[];
}

/** The most changes that are kept. */
const mostChanges = 1000;
/** The most groups, and of each the most changes. */
const mostGroups = 1000, mostOfGroup = 3;

/** A group that is being counted. */
interface OpenGroup {
  count: number;
  readonly first: LeafChange[];
  /** Sums; null where something is no number. */
  sums: [number, number] | null;
}

/** Adds a change to those of like places. */
function addTo(groups: Map<string, OpenGroup>, change: LeafChange): void {
  const path = change.path.replace(/\[\d+\]/g, "[*]");
  let group = groups.get(path);
  if (group === undefined) {
    if (groups.size >= mostGroups) return;
    groups.set(path, group = { count: 0, first: [], sums: [0, 0] });
  }
  group.count++;
  if (group.first.length < mostOfGroup) group.first.push(change);
  const { before, after } = change;
  if (typeof before !== "number" || typeof after !== "number") {
    group.sums = null;
  } else if (group.sums !== null) {
    group.sums[0] += before;
    group.sums[1] += after;
  }
}

function childrenOf(value: Json | undefined): Map<string, Json> | null {
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) {
    return new Map(value.map((one, i) => [`[${i}]`, one]));
  }
  return new Map(
    Object.entries(value).map(([name, one]) => [
      /^[\w@-]+$/.test(name) ? `.${name}` : `.${JSON.stringify(name)}`,
      one,
    ]),
  );
}

const isArray = (value: Json | undefined) => Array.isArray(value);

/**
 * Compares two documents. An array's elements are compared by their places.
 * What is only in one of the two is one change, however much it holds.
 */
export function diffJson(a: Json, b: Json): JsonDiff {
  const changes: LeafChange[] = [];
  const groups = new Map<string, OpenGroup>();
  let count = 0;
  // A stack of our own: documents may be nested deeper than calls.
  const pending: { path: string; from?: Json; to?: Json }[] = [
    { path: "", from: a, to: b },
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { path, from, to } = next;
    if (from === to) continue;
    const x = childrenOf(from), y = childrenOf(to);
    if (x !== null && y !== null && isArray(from) === isArray(to)) {
      const names = [...new Set([...x.keys(), ...y.keys()])];
      for (const name of names.reverse()) {
        const before = x.get(name), after = y.get(name);
        pending.push({
          path: path === "" ? name.replace(/^\./, "") : path + name,
          ...(before === undefined ? {} : { from: before }),
          ...(after === undefined ? {} : { to: after }),
        });
      }
      continue;
    }
    count++;
    const change: LeafChange = {
      path,
      change: from === undefined
        ? "added"
        : to === undefined
        ? "removed"
        : "changed",
      before: from ?? null,
      after: to ?? null,
    };
    addTo(groups, change);
    if (changes.length < mostChanges) changes.push(change);
  }
  return {
    type: "json",
    count,
    changes,
    groups: [...groups].map(([path, { count, first, sums }]) => ({
      path,
      count,
      first,
      mean: sums === null
        ? null
        : { before: sums[0] / count, after: sums[1] / count },
    })),
  };
}
