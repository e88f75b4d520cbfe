/**
 * The JSON-LD of a crate: a flat list of entities that refer to each other by
 * their `@id` (RO-Crate 1.1, section "RO-Crate JSON-LD").
 *
 * @module
 */

import { metadataFile } from "./names.ts";

/** A reference to another entity. */
export interface Reference {
  readonly "@id": string;
}

/** What a property of an entity may hold: nothing is nested. */
export type Value =
  | string
  | number
  | boolean
  | Reference
  | readonly (string | Reference)[];

/** An entity. A property that is undefined is left out. */
export interface Entity {
  readonly "@id": string;
  readonly "@type": string | readonly string[];
  readonly [property: string]: Value | undefined;
}

/** A document as it is written. */
export interface Document {
  readonly "@context": readonly (string | Readonly<Record<string, string>>)[];
  readonly "@graph": readonly Entity[];
}

/** What the terms mean that RO-Crate 1.1 does not have. */
export const context: Document["@context"] = [
  "https://w3id.org/ro/crate/1.1/context",
  "https://w3id.org/ro/terms/workflow-run/context",
  {
    buildInstructions: "https://codemeta.github.io/terms/buildInstructions",
  },
];

/** A reference. */
export function to(id: string): Reference {
  return { "@id": id };
}

/**
 * References, of which there may be none: then there is no property. A single
 * one stands alone, as JSON-LD in compacted form has it.
 */
export function toAll(
  ids: Iterable<string>,
): Reference | Reference[] | undefined {
  const all = [...new Set(ids)].map(to);
  return all.length > 1 ? all : all[0];
}

/** The entities of one crate. */
export class Graph {
  readonly #entities = new Map<string, Entity>();

  /**
   * Adds an entity, unless there is one of its name: then that one is meant,
   * as of a package that two stages use.
   *
   * @returns Its `@id`.
   */
  add(entity: Entity): string {
    const id = entity["@id"];
    if (!this.#entities.has(id)) this.#entities.set(id, entity);
    return id;
  }

  /** Adds an entity in the place of any that there is. */
  put(entity: Entity): string {
    this.#entities.set(entity["@id"], entity);
    return entity["@id"];
  }

  /** Adds properties to an entity that is there. */
  extend(
    id: string,
    properties: Readonly<Record<string, Value | undefined>>,
  ): void {
    const entity = this.#entities.get(id);
    if (entity === undefined) throw new TypeError(`There is no entity ${id}`);
    this.#entities.set(id, { ...entity, ...properties });
  }

  has(id: string): boolean {
    return this.#entities.has(id);
  }

  /** The document, with what everybody looks for first at its beginning. */
  document(): Document {
    const first = [metadataFile, "./"];
    const entities = [...this.#entities.values()];
    return {
      "@context": context,
      "@graph": [
        ...first.map((id) => this.#entities.get(id)!),
        ...entities.filter((entity) => !first.includes(entity["@id"])),
      ],
    };
  }
}
