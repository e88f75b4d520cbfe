/**
 * Files of an export in which paths of this machine still stand. Records and
 * artifacts are kept by their digests, so that nothing in them can be changed:
 * who hands them on must know of it.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { isAbsolute, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { privateFolders } from "../private_paths.ts";
import type { BuiltRecipe } from "../recipe.ts";
import { withDisk } from "../store/files.ts";
import { listFiles } from "../store/tree.ts";

/** A path in the forms that texts have it in: plain, in JSON, in a URL. */
function formsOf(path: string): string[] {
  const url = pathToFileURL(path).pathname;
  return [path, JSON.stringify(path).slice(1, -1), url];
}

/**
 * Finds them.
 *
 * @param folder What was exported.
 * @param root The project's folder.
 * @returns Their paths from the folder.
 */
export function findPrivateTraces(
  folder: string,
  root: string,
  { overrides }: BuiltRecipe,
): string[] {
  const given = overrides.map(({ value }) => value)
    .filter((value) => typeof value === "string")
    .filter((value) => isAbsolute(value));
  // A folder's name may begin as another one's does.
  const folders = privateFolders(root).map((one) => one + sep);
  const wanted = new Set([...folders, ...given].flatMap(formsOf));
  return withDisk(
    "read what was exported",
    () =>
      listFiles(folder).filter((path) => {
        const bytes = Buffer.from(Deno.readFileSync(join(folder, path)));
        return [...wanted].some((text) => bytes.includes(text));
      }),
  );
}
