/**
 * Choosing how an artifact is shown: by its declared media type, by its form
 * and by what it holds, and by nothing that only one experiment has.
 *
 * @module
 */

import type { Preview, PreviewRequest } from "../../../web/explorer/api.ts";
import { messageOf } from "../../errors.ts";
import type { Store } from "../../store/store.ts";
import { tablePage } from "../../tables/page.ts";
import type { Known, KnownObjects } from "../known.ts";
import { readStart } from "../../formats/file.ts";
import { type Content, openContent } from "./content.ts";
import { folderPreview } from "./folder.ts";
import { imagePreview, imageTypes } from "./image.ts";
import { jsonPreview } from "./json.ts";
import { isTable, tablePreview } from "./table.ts";
import type { ReadPage } from "./table_pages.ts";
import { hasTensors, tensorsPreview } from "./tensors.ts";
import { looksLikeText, textPreview } from "./text.ts";

/** Bytes by which it is told whether a file is a text. */
const enough = 4096;

function isJson({ mediaType, fileName }: Content): boolean {
  return mediaType === "application/json" || mediaType.endsWith("+json") ||
    (mediaType === "application/octet-stream" && fileName.endsWith(".json"));
}

async function filePreview(
  content: Content,
  request: PreviewRequest,
  read: ReadPage,
): Promise<Preview> {
  if (isTable(content)) return await tablePreview(content, request, read);
  if (hasTensors(content)) return tensorsPreview(content);
  if (imageTypes.includes(content.mediaType)) return imagePreview(content);
  if (isJson(content)) return jsonPreview(content);
  if (looksLikeText(readStart(content.path, enough))) {
    return textPreview(content);
  }
  const { mediaType } = content;
  return none(
    mediaType === "text/plain"
      ? "It is no text, and nothing here shows it"
      : `Nothing here shows files of the type ${mediaType}`,
  );
}

function none(why: string): Preview {
  return { type: "none", why };
}

/**
 * Makes a preview of an artifact or of a file in one. What is missing or
 * damaged is no error: it is said in the preview's place.
 *
 * @param read Reads pages of tables; in this thread without it.
 * @returns Null for what no record names.
 */
export async function makePreview(
  store: Store,
  objects: KnownObjects,
  request: PreviewRequest,
  read: ReadPage = tablePage,
): Promise<Preview | null> {
  const artifact = objects.find(request.digest);
  if (artifact === null) return null;
  let shown: Known = artifact;
  try {
    const opened = openContent(store, artifact);
    if (typeof opened === "string") return none(opened);
    if (request.path !== undefined) {
      const file = objects.fileOf(artifact, request.path);
      if (file === null) return null;
      shown = file;
    } else if (artifact.form === "folder") {
      return folderPreview(objects.entriesOf(artifact));
    }
    const content = shown === artifact ? opened : openContent(store, shown);
    if (typeof content === "string") return none(content);
    return await filePreview(content, request, read);
  } catch (error) {
    // Where the store is says nothing to who gets the page.
    const place = store.pathOf(shown.digest);
    return none(messageOf(error).replaceAll(place, shown.fileName));
  }
}
