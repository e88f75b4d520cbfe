/**
 * Artifact types: what a stage's inputs and outputs are. Two artifacts of one
 * type can stand in for each other; a recipe that connects different types is
 * refused when it is built, before anything runs.
 *
 * @module
 */

/** A type of artifact. Types are compared by name. */
export interface ArtifactType<Name extends string = string> {
  readonly name: Name;
  /** Whether the artifact is one file or a folder of files. */
  readonly form: "file" | "folder";
  /** The extension of its file, with the dot; empty for a folder. */
  readonly extension: string;
  /** The IANA media type, for lineage and export. */
  readonly mediaType: string;
}

/**
 * Declares an artifact type that is one file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const csv = file("csv", ".csv", "text/csv");
 * assert.equal(csv.form, "file");
 * assert.deepEqual(optional(csv), { type: csv, arity: "optional" });
 * ```
 */
export function file<const Name extends string>(
  name: Name,
  extension: string,
  mediaType: string,
): ArtifactType<Name> {
  return { name, form: "file", extension, mediaType };
}

/** Declares an artifact type that is a folder. */
export function folder<const Name extends string>(
  name: Name,
  mediaType = "inode/directory",
): ArtifactType<Name> {
  return { name, form: "folder", extension: "", mediaType };
}

/** Any JSON document. */
export const json: ArtifactType<"json"> = file(
  "json",
  ".json",
  "application/json",
);

/** Any file, whatever its bytes. */
export const anyFile: ArtifactType<"file"> = file(
  "file",
  "",
  "application/octet-stream",
);

/** Any folder of files. */
export const anyFolder: ArtifactType<"folder"> = folder("folder");

/** How many artifacts an input takes. */
export type Arity = "one" | "optional" | "many";

/** A declared input: a type, and how many artifacts of it. */
export interface InputSlot<
  Type extends ArtifactType = ArtifactType,
  A extends Arity = Arity,
> {
  readonly type: Type;
  readonly arity: A;
}

/** Declares an input that a recipe may leave out. */
export function optional<Type extends ArtifactType>(
  type: Type,
): InputSlot<Type, "optional"> {
  return { type, arity: "optional" };
}

/**
 * Declares an input that takes any number of artifacts, each under a label
 * that the recipe chooses. The labels are part of the key, the names of the
 * stages that made the artifacts are not.
 */
export function many<Type extends ArtifactType>(
  type: Type,
): InputSlot<Type, "many"> {
  return { type, arity: "many" };
}
