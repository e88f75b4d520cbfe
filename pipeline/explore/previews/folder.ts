/**
 * Folders, as the list of their files.
 *
 * @module
 */

import type { Preview } from "../../../web/explorer/api.ts";
import type { TreeEntry } from "../../store/tree.ts";

/** Files that are listed. */
const most = 2000;

/** The files of a folder, of very many the first ones. */
export function folderPreview(entries: readonly TreeEntry[]): Preview {
  const files = entries.slice(0, most)
    .map(({ path, digest, size }) => ({ path, digest, size }));
  const isCut = entries.length > most;
  return {
    type: "folder",
    files,
    ...isCut ? { total: entries.length } : {},
  };
}
