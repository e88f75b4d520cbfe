/**
 * JSON as a tree of rows: each with its path, and what it holds in short.
 *
 * @module
 */

import type { Json } from "../../api.ts";

/** Something in a JSON document. */
export interface JsonNode {
  /** Its name in what holds it; null at the root. */
  readonly name: string | null;
  /** From the root, such as `metrics.loss` or `results[3]["a b"]`. */
  readonly path: string;
  readonly value: Json;
}

/** Whether it holds others. */
export function isBranch(
  value: Json,
): value is readonly Json[] | { readonly [key: string]: Json } {
  return value !== null && typeof value === "object";
}

/** What it holds, from `offset` on and at most `limit` of it. */
export function childrenOf(
  { value, path }: JsonNode,
  offset = 0,
  limit = Infinity,
): JsonNode[] {
  if (!isBranch(value)) return [];
  if (Array.isArray(value)) {
    return (value as readonly Json[]).slice(offset, offset + limit)
      .map((item, index) => ({
        name: String(offset + index),
        path: `${path}[${offset + index}]`,
        value: item,
      }));
  }
  return Object.entries(value as { readonly [key: string]: Json })
    .slice(offset, offset + limit)
    .map(([name, item]) => ({
      name,
      path: /^[A-Za-z_$][\w$]*$/.test(name)
        ? (path === "" ? name : `${path}.${name}`)
        : `${path}[${JSON.stringify(name)}]`,
      value: item,
    }));
}

/** How many others it holds. */
export function sizeOf(value: Json): number {
  if (!isBranch(value)) return 0;
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

/** A value that holds no others, as JSON writes it. */
export function leafText(value: Json): string {
  return JSON.stringify(value);
}

/** What is in a branch, in a few words: `{3}`, `[600]`. */
export function branchText(value: Json): string {
  return Array.isArray(value) ? `[${value.length}]` : `{${sizeOf(value)}}`;
}

/** Whether all of it can be shown at once without filling the screen. */
export function isSmall(value: Json, most = 24): boolean {
  return weigh(value, most) <= most;
}

function weigh(value: Json, most: number): number {
  if (!isBranch(value)) return 1;
  let weight = 1;
  for (const item of Object.values(value) as Json[]) {
    weight += weigh(item, most - weight);
    if (weight > most) break;
  }
  return weight;
}

/** Leaves of a document by their paths, for tables of parameters. */
export function leavesOf(value: Json, path = ""): [string, Json][] {
  const node: JsonNode = { name: null, path, value };
  if (!isBranch(value) || sizeOf(value) === 0 || isPlainList(value)) {
    return [[path, value]];
  }
  return childrenOf(node).flatMap((child) => leavesOf(child.value, child.path));
}

/** A short list of numbers and words stands in one row. */
function isPlainList(value: Json): boolean {
  return Array.isArray(value) && value.length <= 12 &&
    value.every((item) => !isBranch(item));
}
