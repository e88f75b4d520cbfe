/**
 * A PROV-JSON document while it is put together: each element once, each
 * relation under a name of its own.
 *
 * @module
 */

import { encode } from "../../identity/canonical.ts";
import { sha256 } from "../../identity/hash.ts";
import { executionNamespace } from "../terms.ts";

/** A value with its type, as PROV-JSON writes it. */
interface Typed {
  readonly $: string;
  readonly type: string;
}

/** What an element or a relation is said to be. */
export type Attributes = Readonly<
  Record<
    string,
    string | number | boolean | Typed | readonly Typed[] | readonly string[]
  >
>;

/** Elements or relations of one sort, by identifier. */
type Sort = Record<string, Attributes>;

/** A PROV-JSON document. */
export interface ProvDocument {
  readonly prefix: Readonly<Record<string, string>>;
  readonly entity: Sort;
  readonly activity: Sort;
  readonly agent: Sort;
  readonly wasGeneratedBy: Sort;
  readonly used: Sort;
  readonly wasDerivedFrom: Sort;
  readonly wasAssociatedWith: Sort;
  readonly wasAttributedTo: Sort;
  readonly specializationOf: Sort;
  readonly hadMember: Sort;
}

/** The sorts of relations. */
type Relation = Exclude<
  keyof ProvDocument,
  "prefix" | "entity" | "activity" | "agent"
>;

/** Namespaces. `prov` and `xsd` are PROV-JSON's own and not declared. */
const prefix: Readonly<Record<string, string>> = {
  juice: "urn:x-juice:term:",
  execution: executionNamespace,
  artifact: "urn:x-juice:artifact:",
  bytes: "urn:x-juice:sha256:",
  code: "urn:x-juice:code:",
  source: "urn:x-juice:source:",
  agent: "urn:x-juice:agent:",
};

/** A qualified name as a value, which would else be taken for a text. */
export function qualified(name: string): Typed {
  return { $: name, type: "prov:QUALIFIED_NAME" };
}

/**
 * A name as part of the local part of a qualified name: what may not stand
 * there is percent-encoded (PROV-N, section 3.7.1), so that no two names become
 * one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(localName("word_accuracy"), "word_accuracy");
 * assert.equal(localName("a/b é"), "a%2Fb%20%C3%A9");
 * ```
 */
export function localName(name: string): string {
  return name.replace(
    /[^A-Za-z0-9_-]/gu,
    (one) =>
      [...new TextEncoder().encode(one)]
        .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`)
        .join(""),
  );
}

/** The statements of a document. */
export class Statements {
  readonly document: ProvDocument = {
    prefix,
    entity: {},
    activity: {},
    agent: {},
    wasGeneratedBy: {},
    used: {},
    wasDerivedFrom: {},
    wasAssociatedWith: {},
    wasAttributedTo: {},
    specializationOf: {},
    hadMember: {},
  };
  #relations = 0;

  hasEntity(id: string): boolean {
    return this.document.entity[id] !== undefined;
  }

  /** States an entity; what is stated of it again changes nothing. */
  entity(id: string, attributes: Attributes): void {
    this.document.entity[id] ??= attributes;
  }

  activity(id: string, attributes: Attributes): void {
    this.document.activity[id] = attributes;
  }

  /** States a relation, which nothing refers to. */
  relate(sort: Relation, attributes: Attributes): void {
    this.document[sort][`_:r${++this.#relations}`] = attributes;
  }

  /** The entity of some bytes, whoever made them. */
  bytes(digest: string): string {
    const id = `bytes:${digest}`;
    this.entity(id, {
      "prov:type": qualified("juice:Bytes"),
      "juice:sha256": digest,
    });
    return id;
  }

  /** An agent, by the name that it is known by. */
  agent(name: string, type: string, attributes: Attributes = {}): string {
    const id = `agent:${sha256(encode([type, name], "agent/1")).slice(0, 16)}`;
    this.document.agent[id] ??= {
      "prov:type": qualified(`prov:${type}`),
      "prov:label": name,
      ...attributes,
    };
    return id;
  }
}
