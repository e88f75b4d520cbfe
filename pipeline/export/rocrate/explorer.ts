/**
 * The explorer within a crate: the page that stands alone, and, beside the
 * report, a page that leads to it, because the report's links look for it there.
 *
 * @module
 */

import { forwardPage } from "../../../web/explorer/forward.ts";
import type { ExportTarget } from "../target.ts";
import type { Artifacts } from "./artifacts.ts";
import type { CrateFolder } from "./folder.ts";
import { to } from "./graph.ts";
import { pathOfId } from "./ids.ts";
import { explorerFile } from "./names.ts";
import { shownArtifact } from "./shown.ts";

/** The folder of the report's page, with `/` at its end; null without one. */
function reportFolder(
  target: ExportTarget,
  { graph }: CrateFolder,
  artifacts: Artifacts,
): string | null {
  const at = shownArtifact(target, "report", graph, artifacts)?.at;
  const path = at === undefined ? null : pathOfId(at);
  const isPage = path !== null && path.endsWith("/index.html");
  return isPage ? path.slice(0, -"index.html".length) : null;
}

/** Adds the explorer, and returns the entities of what was written. */
export async function addExplorer(
  target: ExportTarget,
  folder: CrateFolder,
  artifacts: Artifacts,
): Promise<string[]> {
  const report = reportFolder(target, folder, artifacts);
  const page = await target.makeExplorer(
    shownArtifact(target, "report", folder.graph, artifacts)?.at,
  );
  const explorer = folder.write(explorerFile, page, {
    name: "Explorer",
    description: "The stages, their records, and previews of what they put " +
      "out, as a page that stands alone: any browser opens it. It shows " +
      "what this crate holds, and changes no more.",
    about: to("./"),
  });
  const beside = report === null ? null : `${report}${explorerFile}`;
  // A report that brings a page of this name has its own.
  if (beside === null || !folder.isFree(beside)) return [explorer];
  const up = "../".repeat(beside.split("/").length - 1);
  const forward = folder.write(beside, forwardPage(up + explorerFile), {
    name: "Where the report looks for the explorer",
    description: "It leads to the explorer of this crate. It is no part of " +
      "the artifact in whose folder it stands.",
    about: to(explorer),
  });
  return [explorer, forward];
}
