/**
 * `lineage`: from artifacts or results back to the raw sources, or on to what
 * was made from them.
 *
 * @module
 */

import { branchesOf, shapesOf } from "../../lineage/branches.ts";
import { connectionsOf } from "../../lineage/connections.ts";
import { type Lineage, traceDown, traceLineage } from "../../lineage/graph.ts";
import { lineageJson, resultsJson } from "../../lineage/json.ts";
import { Producers } from "../../lineage/producers.ts";
import { type Standing, standingBy } from "../../lineage/standing.ts";
import { type Lock, readLock } from "../../lock.ts";
import { short } from "../../store/mod.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { findAsked } from "../lineage/asked.ts";
import { codeOf, renderCode } from "../lineage/code.ts";
import { factsOf, renderFacts, traitOf } from "../lineage/facts.ts";
import { renderHeading } from "../lineage/heading.ts";
import { drawOutline, outlineFrom, renderNotable } from "../lineage/outline.ts";
import { renderNarrowing } from "../lineage/results_table.ts";
import { renderSources } from "../lineage/sources.ts";
import { drawTree, leftOut } from "../lineage/tree.ts";
import type { TargetOptions } from "../options.ts";
import { openSession, type Session } from "../session.ts";

/** What `lineage` is asked beside the artifacts. */
export interface LineageOptions extends TargetOptions {
  /** What was made from them, instead of what they were made from. */
  readonly down?: boolean | undefined;
  /** Draw every execution. */
  readonly all?: boolean | undefined;
  /** List every file of the code. */
  readonly code?: boolean | undefined;
}

/** The widest that a tree is drawn. */
const widest = 120;
/** The most results whose tree is drawn. */
const mostResults = 12;

/** The lock of the profile; null where it is of something else. */
async function lockOf({ project, built }: Session): Promise<Lock | null> {
  return built.overrides.length > 0 ? null : await readLock(project.lockPath);
}

/** How the executions stand to a lock. */
function standingOf(
  { project, built, device }: Session,
  { nodes }: Lineage,
  lock: Lock | null,
): Standing {
  const adapter = device.kind === "webgpu" ||
    [...nodes.values()].some(({ record }) =>
      record.preimage.device.startsWith("webgpu")
    );
  return standingBy(lock, built, project.store, adapter);
}

/** Runs `lineage`. */
export async function lineageCommand(
  words: readonly string[],
  options: LineageOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const session = await openSession(options, context, { plans: false });
  const { project, built } = session;
  const producers = new Producers(project.store.allRecords());
  const connections = connectionsOf(built.stages);
  const down = options.down === true;
  const lock = await lockOf(session);
  const search = { producers, connections, lock, down };
  const asked = await findAsked(session, words, search);
  const trace = down ? traceDown : traceLineage;
  const lineage = trace(producers, asked.starts, connections);
  const standing = standingOf(session, lineage, lock);
  if (options.json) {
    printJson(terminal, {
      version: 1,
      artifact: asked.artifacts[0],
      artifacts: asked.artifacts,
      notes: asked.notes,
      ...(asked.results === null ? {} : resultsJson(asked.results)),
      ...lineageJson(lineage, standing, project.recipe.about?.sources ?? {}),
    });
    return exitCodes.ok;
  }
  const { style } = terminal;
  const columns = Math.max(
    terminal.columns,
    Math.min(terminal.size().columns, widest),
  );
  const all = options.all === true;
  const lines = renderHeading(asked, lineage, columns, style);
  const cells = asked.results?.cells ?? [];
  if (cells.length > mostResults && !all) {
    lines.push("", ...renderNarrowing(cells, columns));
    terminal.out(lines.join("\n"));
    return exitCodes.ok;
  }
  if (lineage.nodes.size === 0) {
    lines.push(
      ...lineage.roots.map(({ digest }) =>
        `${short(digest)}  made by no record in this store`
      ),
    );
    terminal.out(lines.join("\n"));
    return exitCodes.ok;
  }
  const facts = factsOf(lineage, standing, built.profile);
  const branches = branchesOf(lineage);
  const code = codeOf(lineage);
  lines.push("", ...renderFacts(facts, columns), "");
  if (!all && lineage.nodes.size > outlineFrom) {
    lines.push(
      ...drawOutline(lineage, branches, { columns, style }),
      ...renderNotable(lineage, facts, new Set(), columns),
    );
  } else {
    const shapes = shapesOf(lineage, branches, traitOf(facts));
    const subject = { lineage, branches, shapes, facts, code };
    const tree = drawTree(subject, { columns, style, all });
    const rest = leftOut(tree.drawn.size, lineage.nodes.size);
    lines.push(
      ...tree.lines,
      ...(rest === "" ? [] : ["", rest]),
      ...renderNotable(lineage, facts, tree.drawn, columns),
    );
  }
  lines.push(...renderCode(code, options.code === true));
  if (!down) {
    const about = project.recipe.about?.sources ?? {};
    lines.push(...renderSources(lineage, about, { columns, style, all }));
  }
  terminal.out(lines.join("\n"));
  return exitCodes.ok;
}
