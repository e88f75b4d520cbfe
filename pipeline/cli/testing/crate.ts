/**
 * Crates for tests: of a small project, and copies that can be broken.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { metadataFile } from "../../export/rocrate/names.ts";
import { sha256 } from "../../identity/hash.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { listFiles } from "../../store/tree.ts";
import { type CommandProject, makeProject } from "./project.ts";

/** A project whose recipe states what RO-Crate requires. */
export function makeStated(): CommandProject {
  const project = makeProject();
  const recipe = Deno.readTextFileSync(project.recipe);
  const about = 'about: { name: "Letters", description: "Counted letters.", ' +
    'license: "https://spdx.org/licenses/MIT" },';
  project.write(
    "stages/recipe.ts",
    recipe.replace('doc: "Counts letters.",', `$& ${about}`),
  );
  return project;
}

/** Runs the project, and writes a crate of it. */
export async function makeCrate(
  project: CommandProject,
  crate: string,
  ...options: string[]
): Promise<string> {
  const written = await project.run(
    ...["export", "--format", "rocrate", "--out", crate, ...options],
  );
  assert.equal(written.code, 0, written.stderr);
  return crate;
}

/** A crate to be broken: a copy. */
export class CrateCopy {
  constructor(from: string, readonly folder: string) {
    for (const path of listFiles(from)) {
      const to = join(folder, path);
      Deno.mkdirSync(join(to, ".."), { recursive: true });
      Deno.copyFileSync(join(from, path), to);
    }
  }

  at(path: string): string {
    return join(this.folder, path);
  }

  read(path: string): string {
    return Deno.readTextFileSync(this.at(path));
  }

  write(path: string, text: string): void {
    Deno.writeTextFileSync(this.at(path), text);
  }

  /** Changes the metadata of an entity, or of all. */
  describe(
    change: (graph: Record<string, unknown>[]) => unknown,
  ): void {
    const document = JSON.parse(this.read(metadataFile));
    change(document["@graph"]);
    this.write(metadataFile, JSON.stringify(document));
  }

  /** Writes a file so that the metadata know of it. */
  forge(path: string, text: string): void {
    this.write(path, text);
    this.describe((graph) => {
      const entity = graph.find((one) => one["@id"] === path)!;
      entity["sha256"] = sha256(text);
      entity["contentSize"] = String(Buffer.byteLength(text));
    });
  }

  get record(): string {
    return listFiles(this.folder).find((path) => path.startsWith("records/"))!;
  }

  /** The record in a file of one, without what it is wrapped in. */
  parsed(path: string): ExecutionRecord {
    return JSON.parse(this.read(path)).record;
  }
}
