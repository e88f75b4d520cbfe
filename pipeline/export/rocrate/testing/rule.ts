/**
 * What a rule is, and the questions that several rules ask.
 *
 * @module
 */

import { type Entities, type ReadCrate, refs, valuesOf } from "./crate.ts";
import type { Entity } from "../graph.ts";

/** A rule: what it says, where it stands, and what breaks it. */
export interface Rule {
  readonly says: string;
  /** The document and its section. */
  readonly from: string;
  /** What of a crate breaks it; nothing if it is kept. */
  faults(crate: ReadCrate, entities: Entities): string[];
}

/** What an executed tool may be. */
export const tools: readonly string[] = [
  "SoftwareApplication",
  "SoftwareSourceCode",
  "ComputationalWorkflow",
];
/** A date, or a moment with its offset, by ISO 8601. */
export const iso: RegExp =
  /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$/;
/** The name of an entity. */
export function idOf(entity: Entity): string {
  return entity["@id"];
}

/** The entities of a kind of which something does not hold. */
export function unless(
  all: readonly Entity[],
  holds: (entity: Entity) => boolean,
): string[] {
  return all.filter((one) => !holds(one)).map(idOf);
}

/** Whether a property refers to one entity or more, all of certain types. */
export function refersTo(
  entities: Entities,
  entity: Entity | undefined,
  name: string,
  ...types: readonly string[]
): boolean {
  const found = refs(entity, name);
  return found.length > 0 && found.length === valuesOf(entity, name).length &&
    found.every((id) => entities.is(id, ...types));
}

/** Whether a property is a text that says something. */
export function hasText(entity: Entity | undefined, name: string): boolean {
  const value = entity?.[name];
  return typeof value === "string" && value !== "";
}

/** Data entities: files and folders, but for the root. */
export function dataEntities(entities: Entities): Entity[] {
  return [...entities.of("File"), ...entities.of("Dataset")]
    .filter((one) => one !== entities.root);
}

/** What the root has as its parts, and those as theirs. */
export function reachable(entities: Entities): Set<string> {
  const found = new Set<string>();
  const rest = refs(entities.root, "hasPart");
  for (let id = rest.pop(); id !== undefined; id = rest.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    rest.push(...refs(entities.get(id), "hasPart"));
  }
  return found;
}

/** Whether a file or folder is at a path. */
export function existsAs(path: string, isFolder: boolean): boolean {
  try {
    const info = Deno.lstatSync(path);
    return isFolder ? info.isDirectory : info.isFile;
  } catch {
    return false;
  }
}

/** A profile that the root has to name by the address of its version. */
export function conformance(id: string, name: string): Rule {
  return {
    says: `The root conforms to ${id}, which is a CreativeWork`,
    from: `${name}, table "Dataset"`,
    faults: (_, entities) =>
      refs(entities.root, "conformsTo").includes(id) &&
        entities.is(id, "CreativeWork")
        ? []
        : [id],
  };
}

/** The actions of tools. */
export const actions: readonly string[] = [
  "CreateAction",
  "ActivateAction",
  "UpdateAction",
];
