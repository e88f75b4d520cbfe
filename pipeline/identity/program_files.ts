/**
 * The scripts of a stage that is a program: files beside its module, which are
 * code though no module imports them.
 *
 * @module
 */

import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { ClosureError, messageOf } from "../errors.ts";
import type { StageKind } from "../stage.ts";
import type { Digest } from "./digest.ts";
import { hashFile } from "./hash.ts";

/** A file that a program is declared with. */
interface ProgramFile {
  /** As the kind declares it, such as `./count.py`. */
  readonly declared: string;
  /** Its path from the project's root, as in the key. */
  readonly name: string;
  readonly path: string;
  readonly digest: Digest;
}

/** Beside the module or below it, and written in one way only. */
const pattern = /^\.\/(?!\.{0,2}\/)(?:(?!\/\.{0,2}\/|\/\.{0,2}$)[^\\?#])+$/;

/**
 * The files that a kind declares, as they are now.
 *
 * @throws ClosureError for one that is not there or not in the project.
 */
export function programFiles(kind: StageKind, root: string): ProgramFile[] {
  return (kind.command?.files ?? []).map((declared) => {
    const who = `The stage kind "${kind.name}"`;
    if (!pattern.test(declared)) {
      throw new ClosureError(
        `${who} declares the file "${declared}"; a program's files are beside ` +
          'its module or below it, and begin with "./"',
      );
    }
    const path = fileURLToPath(
      new URL(encodeURI(declared), kind.module),
    );
    const name = relative(root, path).split(sep).join("/");
    if (name.startsWith("../")) {
      throw new ClosureError(
        `${who} declares "${path}", which is outside the project "${root}"; ` +
          "a key can only hold files of the project: move it inside",
      );
    }
    try {
      return { declared, name, path, digest: hashFile(path).digest };
    } catch (error) {
      throw new ClosureError(
        `${who} declares the file "${declared}": ${messageOf(error)}`,
      );
    }
  });
}
