/**
 * Reading the metadata of a crate: which files it says that it has, and of
 * which profile it is.
 *
 * @module
 */

import { join } from "node:path";
import { messageOf } from "../errors.ts";
import { metadataFile } from "../export/rocrate/names.ts";
import { pathOfId } from "../export/rocrate/ids.ts";
import { provenanceRunCrate } from "../export/rocrate/profiles.ts";
import type { Digest } from "../identity/digest.ts";
import { isDigest } from "../identity/hash.ts";
import { exists, withDisk } from "../store/files.ts";
import { CrateError } from "./error.ts";

/** A file as it is described. */
export interface DescribedFile {
  readonly digest: Digest;
  readonly size: number;
}

/** What the metadata say, as far as an import needs it. */
export interface Metadata {
  /** By their paths from the crate. */
  readonly files: ReadonlyMap<string, DescribedFile>;
  /**
   * The paths of the files that are part of folders, by the folders' paths,
   * which end with `/`. What else lies in a folder is no part of it.
   */
  readonly folders: ReadonlyMap<string, readonly string[]>;
  /** The profile of the recipe; null where it is not said. */
  readonly profile: string | null;
  /** What is set otherwise than the profile has it, as `NAME=VALUE`. */
  readonly altered: readonly string[];
  /** The names of all entities. */
  readonly ids: ReadonlySet<string>;
}

/** The most bytes that are read as one text: half of what a text can have. */
export const longestText = 2 ** 28;

type Entity = Readonly<Record<string, unknown>>;

/** The values of a property, of which there may be one, several or none. */
function valuesOf(value: unknown): unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** The entities that a property refers to. */
function refersTo(value: unknown, id: string): boolean {
  return valuesOf(value).some((one) => (one as Entity | null)?.["@id"] === id);
}

function readJson(folder: string): unknown {
  const path = join(folder, metadataFile);
  if (!exists(path)) {
    throw new CrateError(
      folder,
      `it holds no "${metadataFile}", and so is no RO-Crate`,
      "Name the folder that holds it",
    );
  }
  const { isFile, size } = withDisk("read a crate", () => Deno.lstatSync(path));
  if (!isFile) {
    throw new CrateError(
      folder,
      `its "${metadataFile}" is a link or a folder, and no file`,
    );
  }
  if (size > longestText) {
    throw new CrateError(
      folder,
      `its "${metadataFile}" has ${size} bytes, and at most ${longestText} ` +
        "can be read",
    );
  }
  const text = withDisk("read a crate", () => Deno.readTextFileSync(path));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CrateError(
      folder,
      `its "${metadataFile}" is no JSON: ${messageOf(error)}`,
    );
  }
}

function entitiesOf(folder: string): Map<string, Entity> {
  const document = readJson(folder) as { "@graph"?: unknown } | null;
  const graph = document?.["@graph"];
  const entities = new Map<string, Entity>();
  for (const one of Array.isArray(graph) ? graph : [null]) {
    const id = (one as Entity | null)?.["@id"];
    if (typeof id !== "string" || entities.has(id)) {
      throw new CrateError(
        folder,
        `its "${metadataFile}" is no flat list of entities, each with an ` +
          '"@id" of its own',
      );
    }
    entities.set(id, one as Entity);
  }
  return entities;
}

/** Refuses what is no crate of ours. */
function checkProfile(folder: string, entities: Map<string, Entity>): void {
  const { about } = entities.get(metadataFile) ?? {};
  const root = entities.get("./");
  const { id, name, version } = provenanceRunCrate;
  if (refersTo(about, "./") && refersTo(root?.["conformsTo"], id)) return;
  throw new CrateError(
    folder,
    `it does not say that it is a ${name} ${version}`,
    "What can be imported is what export --format rocrate has written",
  );
}

/** The text that an entity of ours has as its value. */
function textOf(entities: Map<string, Entity>, id: string): string | null {
  const { value } = entities.get(id) ?? {};
  return typeof value === "string" ? value : null;
}

/** What is set otherwise than the profile has it, in the order of their ids. */
function readAltered(entities: Map<string, Entity>): string[] {
  const altered: string[] = [];
  for (;;) {
    const text = textOf(entities, `#set/${altered.length + 1}`);
    if (text === null) return altered;
    altered.push(text);
  }
}

/** The paths of what is part of a folder. */
function partsOf({ hasPart }: Entity): string[] {
  return valuesOf(hasPart).flatMap((part) => {
    const id = (part as Entity | null)?.["@id"];
    const path = typeof id === "string" ? pathOfId(id) : null;
    return path === null ? [] : [path];
  });
}

/**
 * Reads the metadata.
 *
 * @throws CrateError where they are none, or not of a crate like ours.
 */
export function readMetadata(folder: string): Metadata {
  const entities = entitiesOf(folder);
  checkProfile(folder, entities);
  const files = new Map<string, DescribedFile>();
  const folders = new Map<string, readonly string[]>();
  for (const [id, entity] of entities) {
    const { "@type": type, sha256, contentSize } = entity;
    const types = valuesOf(type);
    const path = pathOfId(id);
    const isFolder = types.includes("Dataset");
    if (id === "./" || id === metadataFile) continue;
    if (path === null && !types.includes("File") && !isFolder) continue;
    if (path === null) {
      throw new CrateError(
        folder,
        `its "${metadataFile}" describes "${id}", which does not lie in it`,
      );
    }
    if (isFolder) {
      folders.set(path.replace(/\/*$/, "/"), partsOf(entity));
    } else if (
      typeof sha256 === "string" && isDigest(sha256) &&
      typeof contentSize === "string" && /^\d{1,15}$/.test(contentSize)
    ) files.set(path, { digest: sha256, size: Number(contentSize) });
    else if (types.includes("File")) {
      throw new CrateError(
        folder,
        `its "${metadataFile}" does not tell the SHA-256 and the size of ` +
          `"${path}"`,
      );
    }
  }
  return {
    files,
    folders,
    profile: textOf(entities, "#profile"),
    altered: readAltered(entities),
    ids: new Set(entities.keys()),
  };
}
