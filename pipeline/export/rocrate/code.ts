/**
 * The code of a crate: the stage kinds as tools, the files that they ran, and
 * the software that those need (Process Run Crate 0.5, section "Specifying
 * software dependencies").
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import type { Digest } from "../../identity/digest.ts";
import { encode } from "../../identity/canonical.ts";
import { sha256 } from "../../identity/hash.ts";
import { sortedEntries } from "../../identity/order.ts";
import { shownPath } from "../../identity/source.ts";
import type { StageKind } from "../../stage.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import type { Store } from "../../store/store.ts";
import type { ProjectPlaces } from "../../project.ts";
import type { CrateFolder, Said } from "./folder.ts";
import { type Graph, to, toAll } from "./graph.ts";
import { localId } from "./ids.ts";
import { addParams, addSlots } from "./values.ts";

/** The entity of a stage kind. */
export function kindId(kind: string): string {
  return localId("kind", kind);
}

/** The language of the modules. */
export const typeScript = "https://www.typescriptlang.org/";

/**
 * Adds the language of the modules.
 *
 * @param version That of the newest execution.
 */
export function addLanguage(graph: Graph, version: string): string {
  return graph.add({
    "@id": typeScript,
    "@type": "ComputerLanguage",
    name: "TypeScript",
    identifier: typeScript,
    url: typeScript,
    version,
  });
}

/** Adds Deno in one version. */
export function addDeno(graph: Graph, version: string): string {
  return graph.add({
    "@id": `https://github.com/denoland/deno/releases/tag/v${version}`,
    "@type": "SoftwareApplication",
    name: "Deno",
    url: "https://deno.com/",
    softwareVersion: version,
  });
}

/** Adds an npm package by its name and version, such as `zod@4.6.7`. */
function addPackage(graph: Graph, id: string, integrity: string): string {
  const at = id.lastIndexOf("@");
  const name = id.slice(0, at), version = id.slice(at + 1);
  const page = `https://www.npmjs.com/package/${name}`;
  const [, bits, digest] = /^sha(1|256|512)-([\w+/]+=*)$/.exec(integrity) ?? [];
  return graph.add({
    "@id": `${page}/v/${version}`,
    "@type": "SoftwareApplication",
    name,
    url: page,
    softwareVersion: version,
    identifier: `pkg:npm/${name.replace("@", "%40")}@${version}`,
    // Of the package as it is fetched, as deno.lock has it.
    ...digest === undefined
      ? {}
      : { [`sha${bits}`]: Buffer.from(digest, "base64").toString("hex") },
  });
}

/** Adds a program of the machine by its bytes. */
function addTool(graph: Graph, name: string, digest: Digest): string {
  return graph.add({
    "@id": localId("program", name, digest.slice(0, 16)),
    "@type": "SoftwareApplication",
    name,
    sha256: digest,
  });
}

/** What stands for a version: a digest of all that a kind's code is. */
function versionOf(records: readonly ExecutionRecord[]): string | undefined {
  const codes = new Set(
    records.map(({ preimage }) => sha256(encode(preimage.code, "code/1"))),
  );
  const [one] = codes;
  return codes.size === 1 ? one!.slice(0, 16) : undefined;
}

/** Writes code, once each, and describes the stage kinds that ran it. */
export class CodeFiles {
  readonly #folder: CrateFolder;
  readonly #store: Store;
  readonly #root: string;
  readonly #ids = new Map<string, string>();
  /** Files that the store does not hold any more. */
  readonly missing = new Set<string>();

  constructor(folder: CrateFolder, { store, root }: ProjectPlaces) {
    this.#folder = folder;
    this.#store = store;
    this.#root = root;
  }

  /** The entities of all files that were written. */
  get parts(): string[] {
    return [...this.#ids.values()];
  }

  /** Whether a file is there with these bytes already. */
  idOf(path: string, digest: Digest): string | undefined {
    return this.#ids.get(`${path}\0${digest}`);
  }

  /**
   * A place for one version of a file. The first has its own path; others that
   * were there before or after lie beside it, with their digest in the path.
   */
  #placeOf(path: string, digest: Digest): string {
    const versions = [...this.#ids.keys()]
      .filter((key) => key.startsWith(`${path}\0`));
    const folder = versions.length === 0
      ? "code"
      : `code@${digest.slice(0, 8)}`;
    return this.#folder.place(`${folder}/${path}`);
  }

  /** Adds a file that is not in the store, or need not be. */
  addBytes(path: string, bytes: Uint8Array): string {
    const digest = sha256(bytes);
    const known = this.idOf(path, digest);
    if (known !== undefined) return known;
    const place = this.#placeOf(path, digest);
    const id = this.#folder.write(place, bytes, saidOf(path, place));
    this.#ids.set(`${path}\0${digest}`, id);
    return id;
  }

  /** Adds a file of the store; null where that does not hold it any more. */
  #add(path: string, digest: Digest): string | null {
    const known = this.idOf(path, digest);
    if (known !== undefined) return known;
    // A record is whole without its code's text, which a full disk, or a store
    // from before it was kept, may not have.
    if (this.#store.verify(digest, "file", { deep: true }) !== null) {
      this.missing.add(path);
      return null;
    }
    const { size } = Deno.statSync(this.#store.pathOf(digest));
    const place = this.#placeOf(path, digest);
    const id = this.#folder.copy(
      this.#store,
      { path: place, digest, size },
      path,
      saidOf(path, place),
    );
    this.#ids.set(`${path}\0${digest}`, id);
    return id;
  }

  /** Adds a stage kind with the code that its stages ran. */
  addKind(kind: StageKind, records: readonly ExecutionRecord[]): string {
    const { graph } = this.#folder;
    const own = shownPath(fileURLToPath(kind.module), this.#root);
    const needs = new Set<string>();
    let main: string | undefined;
    for (const { preimage } of records) {
      for (const [path, digest] of sortedEntries(preimage.code.files)) {
        const id = this.#add(path, digest);
        if (id === null) continue;
        needs.add(id);
        if (path === own) main ??= id;
      }
      for (const [id, sum] of sortedEntries(preimage.code.packages)) {
        needs.add(addPackage(graph, id, sum));
      }
      for (const [name, digest] of sortedEntries(preimage.tools ?? {})) {
        needs.add(addTool(graph, name, digest));
      }
      needs.add(addDeno(graph, preimage.deno));
    }
    const { input, output } = addSlots(graph, kind);
    const params = addParams(
      graph,
      kind.name,
      records.map(({ preimage }) => preimage.params),
    );
    return graph.add({
      "@id": kindId(kind.name),
      "@type": "SoftwareApplication",
      name: kind.name,
      description: kind.doc,
      // Of a tool, the profile takes its source.
      url: main === undefined ? undefined : to(main),
      // The engine's own kinds run no code that is kept.
      softwareVersion: main === undefined ? undefined : versionOf(records),
      mainEntity: main === undefined ? undefined : to(main),
      input: toAll([...input, ...params]),
      output: toAll(output),
      softwareRequirements: toAll(needs),
    });
  }
}

/** What is said of a file of code. */
function saidOf(path: string, place: string): Said {
  const isModule = /\.[cm]?[jt]sx?$/.test(path);
  return {
    name: path,
    ...place === `code/${path}` ? {} : { alternateName: path },
    ...isModule ? { "@type": ["File", "SoftwareSourceCode"] } : {},
    ...(/\.[cm]?tsx?$/.test(path)
      ? { programmingLanguage: to(typeScript) }
      : {}),
  };
}
