/**
 * The page that stands alone, to be put beside a paper: the same explorer with
 * its data in it. Its last line says by a digest what it shows, so that it is
 * only made again where that is something else.
 *
 * @module
 */

import { gzipSync } from "node:zlib";
import type { Embedded } from "../../web/explorer/api.ts";
import { pack } from "../../web/explorer/packed.ts";
import { explorerPage } from "../../web/explorer/page.ts";
import { nameOfDevice } from "../identity/preimage.ts";
import { sha256 } from "../identity/hash.ts";
import { overrideText } from "../overrides/override.ts";
import { encodeBase64 } from "./base64.ts";
import { type Board, nameOfProject } from "./board.ts";
import { readEnd } from "./ends.ts";
import type { LoadedSubject } from "./subject.ts";

/** Raised whenever the same records make another page. */
const version = 3;

const opening = "<!-- Juice explorer, shows ", closing = " -->\n";

/**
 * A digest of all that a page is made from, by the records' keys and times: what
 * is in a record and in the artifacts that it names never changes.
 */
export function stampOf(
  subject: LoadedSubject,
  board: Board,
): string {
  const { built, device } = subject;
  const { profile, overrides, result } = built;
  return sha256(JSON.stringify([
    version,
    sha256(explorerPage(null)),
    nameOfProject(subject),
    profile,
    overrides.map(overrideText),
    nameOfDevice(device),
    result,
    board.lock?.profiles[profile] ?? null,
    [...board.states].map(([name, { stage, record, status, why }]) => [
      name,
      stage.kind.name,
      stage.kind.doc,
      stage.inputs,
      status,
      why,
      record?.key,
      record?.startedAt,
      record?.seconds,
    ]),
  ]));
}

/** What a page says that it shows; null for a file that is no such page. */
export function readStamp(path: string): string | null {
  let end: string;
  try {
    end = readEnd(path, opening.length + 64 + closing.length);
  } catch {
    return null;
  }
  const isOurs = end.startsWith(opening) && end.endsWith(closing);
  return isOurs ? end.slice(opening.length, -closing.length) : null;
}

/** The data of a page, as it carries them. */
export function dataOf(embedded: Embedded): string {
  const packed = gzipSync(JSON.stringify(pack(embedded)), { level: 9 });
  return encodeBase64(packed);
}

/**
 * Makes the page. The same records give the same bytes.
 *
 * @param report Where the report's page is, from this one; by default it is
 * looked for beside it.
 */
export async function makePage(
  subject: LoadedSubject,
  board: Board,
  report?: string,
): Promise<string> {
  // What a run that finds the page up to date need not load.
  const { makeEmbedded } = await import("./embed.ts");
  const embedded = await makeEmbedded(subject, board, { report });
  const page = explorerPage({ data: dataOf(embedded) });
  return page + opening + stampOf(subject, board) + closing;
}
