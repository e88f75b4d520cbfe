/**
 * in-toto Statements, v1: what one is made of, how it is written, and reading
 * what somebody else may have written.
 *
 * @module
 */

import { z } from "zod";
import { compareCodePoints } from "../identity/order.ts";
import type { Json } from "../identity/preimage.ts";
import { statementType } from "./terms.ts";

/** Digests by the name of their algorithm, in lower-case hexadecimal. */
export type DigestSet = Readonly<Record<string, string>>;

/** A thing that a statement is about or mentions. */
export interface ResourceDescriptor {
  readonly name?: string;
  readonly uri?: string;
  readonly digest?: DigestSet;
  readonly mediaType?: string;
  readonly annotations?: Readonly<Record<string, Json>>;
}

/** A thing that a statement is about. */
export interface Subject extends ResourceDescriptor {
  readonly name: string;
  readonly digest: DigestSet;
}

/** A statement of any predicate. */
export interface Statement {
  readonly _type: typeof statementType;
  readonly subject: readonly Subject[];
  readonly predicateType: string;
  readonly predicate: Json;
}

/** Makes a statement. */
export function makeStatement(
  subject: readonly Subject[],
  predicateType: string,
  predicate: unknown,
): Statement {
  return {
    _type: statementType,
    subject,
    predicateType,
    predicate: predicate as Json,
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => compareCodePoints(a, b));
  return Object.fromEntries(entries.map(([name, one]) => [name, sorted(one)]));
}

/**
 * A statement's text, the same for the same statement: JSON in one line, with
 * the fields of each object in code-point order.
 */
export function statementText(statement: Statement): string {
  return JSON.stringify(sorted(statement));
}

const digestSet = z.record(z.string(), z.string());

const descriptor = z.looseObject({
  name: z.string().optional(),
  uri: z.string().optional(),
  digest: digestSet.optional(),
});

const shape = z.looseObject({
  _type: z.literal(statementType),
  subject: z.array(descriptor.extend({ name: z.string(), digest: digestSet })),
  predicateType: z.string(),
  predicate: z.json(),
});

/** The statement in a text; null where it is none. */
export function readStatement(text: string): Statement | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return shape.safeParse(value).success ? value as Statement : null;
}

/** Something below a JSON value, by the names on the way; undefined if none. */
export function at(value: unknown, ...names: string[]): unknown {
  let found = value;
  for (const name of names) {
    if (typeof found !== "object" || found === null) return undefined;
    if (!Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

/** The descriptors in a list of JSON; those that are none are left out. */
export function descriptorsIn(value: unknown): ResourceDescriptor[] {
  if (!Array.isArray(value)) return [];
  return value.filter((one) => descriptor.safeParse(one).success);
}
