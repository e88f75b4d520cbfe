/**
 * A crate as whoever reads it finds it: files in a folder, and entities by
 * name.
 *
 * @module
 */

import { join } from "node:path";
import type { Document, Entity } from "../graph.ts";
import { metadataFile } from "../names.ts";

/** A crate that was read. */
export interface ReadCrate {
  readonly folder: string;
  readonly document: Document;
}

/** Reads a crate. */
export function readDocument(folder: string): ReadCrate {
  const text = Deno.readTextFileSync(join(folder, metadataFile));
  return { folder, document: JSON.parse(text) };
}

/** All values of a property. */
export function valuesOf(entity: Entity | undefined, name: string): unknown[] {
  const value = entity?.[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** The names that a property refers to. */
export function refs(entity: Entity | undefined, name: string): string[] {
  return valuesOf(entity, name)
    .map((value) => (value as { "@id"?: string })["@id"])
    .filter((id) => id !== undefined);
}

/** The entities of a crate, to ask. */
export class Entities {
  readonly all: readonly Entity[];
  readonly #byId: Map<string, Entity>;

  constructor({ document }: ReadCrate) {
    this.all = document["@graph"];
    this.#byId = new Map(this.all.map((one) => [one["@id"], one]));
  }

  get(id: string): Entity | undefined {
    return this.#byId.get(id);
  }

  get descriptor(): Entity | undefined {
    return this.get(metadataFile);
  }

  get root(): Entity | undefined {
    return this.get(refs(this.descriptor, "about")[0] ?? "./");
  }

  get workflow(): Entity | undefined {
    return this.get(refs(this.root, "mainEntity")[0] ?? "");
  }

  is(id: string, ...types: readonly string[]): boolean {
    const own = valuesOf(this.get(id), "@type");
    return types.some((type) => own.includes(type));
  }

  of(type: string): Entity[] {
    return this.all.filter((one) => valuesOf(one, "@type").includes(type));
  }
}
