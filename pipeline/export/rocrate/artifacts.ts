/**
 * The artifacts of a crate: the files and folders that stages put out, each
 * once, however many stages made or used it.
 *
 * @module
 */

import { join } from "node:path";
import type { ArtifactType } from "../../artifact.ts";
import type { Digest } from "../../identity/digest.ts";
import { compareCodePoints, sortedEntries } from "../../identity/order.ts";
import type { DataSource } from "../../recipe.ts";
import type { OutputEntry } from "../../store/record.ts";
import type { Store } from "../../store/store.ts";
import { mediaTypeOf } from "../../media_types.ts";
import { filesOfArtifact } from "../artifacts.ts";
import { portablePaths } from "../../portable.ts";
import type { ExportedStage } from "../target.ts";
import { nameOfDigest } from "../terms.ts";
import type { CrateFolder, Said } from "./folder.ts";
import { type Graph, to, toAll } from "./graph.ts";
import { idOfPath } from "./ids.ts";

/** A source as an entity of the crate. */
export interface AddedSource {
  readonly id: string;
  readonly source: DataSource;
}

/** Writes artifacts, and says which parameters they are examples of. */
export class Artifacts {
  readonly #folder: CrateFolder;
  readonly #graph: Graph;
  readonly #store: Store;
  readonly #files: boolean;
  /** By form and digest: a file can have the bytes of a folder's tree. */
  readonly #ids = new Map<string, string>();
  readonly #examples = new Map<string, Set<string>>();
  /** What belongs to the root: whole artifacts that are data entities. */
  readonly parts: string[] = [];

  /** @param files False for references by digest. */
  constructor(folder: CrateFolder, store: Store, files: boolean) {
    this.#folder = folder;
    this.#graph = folder.graph;
    this.#store = store;
    this.#files = files;
  }

  /** Adds what a stage put out, and returns the entities of all of it. */
  addOutputs(
    { stage, record }: ExportedStage,
    source: AddedSource | undefined,
  ): string[] {
    const said = source === undefined ? {} : {
      isBasedOn: to(source.id),
      license: to(source.source.license),
    };
    return sortedEntries(record.outputs).map(([name, output]) => {
      const key = `${output.form} ${output.digest}`;
      let id = this.#ids.get(key);
      if (id === undefined) {
        id = this.#add(
          stage.name,
          name,
          output,
          stage.kind.outputs[name],
          said,
        );
        this.#ids.set(key, id);
      }
      return id;
    });
  }

  /** The entity of an artifact that was added. */
  idOf(digest: Digest, form: ArtifactType["form"]): string | undefined {
    return this.#ids.get(`${form} ${digest}`);
  }

  /** Says that an artifact is what a parameter stands for. */
  exemplify(artifact: string, formal: string): void {
    const known = this.#examples.get(artifact) ?? new Set();
    known.add(formal);
    this.#examples.set(artifact, known);
  }

  /** Writes what was said by {@linkcode exemplify} into the entities. */
  settle(): void {
    for (const [artifact, formals] of this.#examples) {
      const sorted = [...formals].sort(compareCodePoints);
      this.#graph.extend(artifact, { exampleOfWork: toAll(sorted) });
    }
  }

  #add(
    stage: string,
    output: string,
    entry: OutputEntry,
    type: ArtifactType | undefined,
    said: Said,
  ): string {
    const label = `${stage}.${output}`;
    const about: Said = {
      name: label,
      description: `The output "${output}" of the stage "${stage}"`,
      ...said,
    };
    if (!this.#files) return this.#refer(entry, label, type, about);
    const isFolder = entry.form === "folder";
    const prefix = `artifacts/${stage}/${output}`;
    if (!isFolder) {
      const path = this.#folder.place(prefix + (type?.extension ?? ""));
      const id = this.#folder.copy(this.#store, { path, ...entry }, label, {
        ...about,
        encodingFormat: type?.mediaType ?? mediaTypeOf(path),
      });
      this.parts.push(id);
      return id;
    }
    const path = this.#folder.place(prefix);
    const id = idOfPath(`${path}/`);
    this.#folder.makeFolder(path);
    const entries = filesOfArtifact(this.#store, entry, label);
    const places = portablePaths(entries.map((file) => file.path));
    const files = entries.map((file) => {
      const place = places.get(file.path)!;
      return this.#folder.copy(
        this.#store,
        { ...file, path: join(path, place) },
        `${label}/${file.path}`,
        {
          ...place === file.path ? {} : {
            name: file.path.slice(file.path.lastIndexOf("/") + 1),
            alternateName: file.path,
          },
          isPartOf: to(id),
        },
      );
    });
    this.#graph.add({
      "@id": id,
      "@type": "Dataset",
      ...about,
      identifier: nameOfDigest(entry.digest),
      hasPart: toAll(files),
    });
    this.parts.push(id);
    return id;
  }

  /**
   * Describes an artifact that is not in the crate. It is no data entity: those
   * have to be there, or to be had at an address.
   */
  #refer(
    { digest, size, form }: OutputEntry,
    label: string,
    type: ArtifactType | undefined,
    about: Said,
  ): string {
    const isFolder = form === "folder";
    const parts = !isFolder
      ? []
      : filesOfArtifact(this.#store, { digest, form, size }, label);
    return this.#graph.add({
      "@id": nameOfDigest(digest),
      "@type": "CreativeWork",
      ...about,
      encodingFormat: isFolder ? undefined : type?.mediaType,
      contentSize: String(size),
      sha256: isFolder ? undefined : digest,
      hasPart: toAll(parts.map((file) =>
        this.#graph.add({
          "@id": nameOfDigest(file.digest),
          "@type": "CreativeWork",
          name: `${label}/${file.path}`,
          encodingFormat: mediaTypeOf(file.path),
          contentSize: String(file.size),
          sha256: file.digest,
        })
      )),
    });
  }
}
