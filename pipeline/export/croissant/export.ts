/**
 * The format `croissant`: the profile's tables with their description.
 *
 * @module
 */

import { JuiceError } from "../../errors.ts";
import { ExportFolder, jsonText } from "../files.ts";
import type { Exported, ExportOptions, ExportTarget } from "../target.ts";
import { describe } from "./document.ts";
import { tablesOf } from "./tables.ts";

const main = "croissant.json";

/**
 * Writes the description, and the tables unless references are wanted.
 *
 * @throws JuiceError where there are no tables, or the recipe does not say
 * what Croissant requires.
 */
export async function croissant(
  target: ExportTarget,
  folder: string,
  options: ExportOptions,
): Promise<Exported> {
  const tables = tablesOf(target);
  if (tables.length === 0) {
    throw new JuiceError(
      `Cannot describe the profile "${target.profile}" as Croissant: no stage ` +
        "puts out a Parquet file, and Croissant describes tables",
    );
  }
  const out = new ExportFolder(folder);
  const { document, leftOut } = await describe(target, tables, options);
  out.write(main, jsonText(document));
  const written = new Set<string>();
  for (const { entry, name, path } of options.files ? tables : []) {
    if (written.has(path)) continue;
    written.add(path);
    out.copy(target.places.store, { path, ...entry }, name);
  }
  return out.exported(main, leftOut);
}
