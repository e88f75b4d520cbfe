/**
 * The kind of a stage that brings files of the project's own into the store: a
 * file or a folder, by its path. It runs no code; its result is its content.
 *
 * @module
 */

import { z } from "zod";
import type { ArtifactType } from "../artifact.ts";
import { stage, type StageKind } from "../stage.ts";

const params = z.strictObject({
  /**
   * Where the file or folder is, from the project's root, with `/` between
   * names. An absolute path works on machines only that have the data there.
   */
  path: z.string().min(1),
  /** The digest that it must have; see docs/own-pipeline.md. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/).optional(),
});

/** A kind of stage that brings in artifacts of one type. */
export type LocalKind<Type extends ArtifactType> = StageKind<
  typeof params,
  Readonly<Record<never, never>>,
  { readonly artifact: Type }
>;

/** By the types' declarations, of which equal ones are one type. */
const kinds = new Map<string, LocalKind<ArtifactType>>();

/**
 * The kind of a stage that brings a file or folder of the project in, as its
 * output `artifact`:
 *
 *     const corpus = add("corpus", local(anyFolder), { path: "data" }, {});
 *     add("count", count, {}, { corpus: corpus.artifact });
 *
 * @param type Whether it is a file or a folder, and of what.
 */
export function local<Type extends ArtifactType>(type: Type): LocalKind<Type> {
  const id = JSON.stringify(type);
  let kind = kinds.get(id);
  if (kind === undefined) {
    kind = {
      ...stage(import.meta, {
        doc: `Brings a ${type.form} of the project in.`,
        params,
        inputs: {},
        outputs: { artifact: type },
        determinism: "bitwise",
        run() {
          throw new Error("The engine itself brings local files in");
        },
      }),
      name: `local:${type.name}`,
      local: true,
    };
    kinds.set(id, kind);
  }
  return kind as LocalKind<Type>;
}
