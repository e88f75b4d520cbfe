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

/** How two documents compare. */
export interface JsonDiff {
  readonly type: "json";
  /** Leaves that are not the same. */
  readonly count: number;
  /** The first of them. */
  readonly changes: readonly LeafChange[];
}

/** The most changes that are kept. */
const mostChanges = 1000;

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
    if (changes.length >= mostChanges) continue;
    changes.push({
      path,
      change: from === undefined
        ? "added"
        : to === undefined
        ? "removed"
        : "changed",
      before: from ?? null,
      after: to ?? null,
    });
  }
  return { type: "json", count, changes };
}
