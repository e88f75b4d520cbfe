/**
 * The format `prov`: one PROV-JSON document.
 *
 * @module
 */

import { ExportFolder, jsonText } from "../files.ts";
import type { Exported, ExportTarget } from "../target.ts";
import { documentOf } from "./document.ts";

const main = "provenance.json";

/** Writes the document. */
export function prov(
  target: ExportTarget,
  folder: string,
): Promise<Exported> {
  const out = new ExportFolder(folder);
  out.write(main, jsonText(documentOf(target)));
  return Promise.resolve(out.exported(main, [
    "who started the executions: no record says",
  ]));
}
