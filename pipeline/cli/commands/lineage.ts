/**
 * `lineage`: from artifacts or results back to the raw sources, or on to what
 * was made from them.
 *
 * @module
 */

import { branchesOf, shapesOf } from "../../lineage/branches.ts";
import {
  type Connections,
  type Lineage,
  type LineageStart,
  traceDown,
  traceLineage,
} from "../../lineage/graph.ts";
import { lineageJson, resultsJson } from "../../lineage/json.ts";
import { Producers } from "../../lineage/producers.ts";
import { findArtifact, type FoundArtifact } from "../../lineage/resolve.ts";
import { type Standing, standingBy } from "../../lineage/standing.ts";
import { readLock } from "../../lock.ts";
import type { BuiltRecipe } from "../../recipe.ts";
import { short } from "../../store/mod.ts";
import type { ExecutionRecord } from "../../store/record.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { count, wrap } from "../format.ts";
import { givenPath } from "../given_path.ts";
import { harmless } from "../harmless.ts";
import { codeOf, renderCode } from "../lineage/code.ts";
import { factsOf, renderFacts, traitOf } from "../lineage/facts.ts";
import {
  documentText,
  findResults,
  type FoundResults,
  resultsWord,
} from "../lineage/results.ts";
import { drawOutline, outlineFrom, renderNotable } from "../lineage/outline.ts";
import {
  renderCell,
  renderCells,
  renderNarrowing,
} from "../lineage/results_table.ts";
import { renderSources } from "../lineage/sources.ts";
import { drawTree, leftOut } from "../lineage/tree.ts";
import type { TargetOptions } from "../options.ts";
import { checkComputed, plannedRecords } from "../planned_records.ts";
import { openSession, type Session } from "../session.ts";
import type { Terminal } from "../terminal.ts";

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

function connectionsOf({ stages }: BuiltRecipe): Connections {
  const inputs = new Map(stages.map((stage) => [stage.name, stage.inputs]));
  return (stage, input) => inputs.get(stage)?.[input]?.stage;
}

/**
 * What a stage's name stands for: what it puts out in the chosen profile now,
 * and only where that is not there its newest record; not even then where
 * something is set otherwise, for that would be of what was not asked for.
 *
 * @param word What may name a stage.
 */
async function recordsFor(session: Session, word: string) {
  const { project: { store }, built } = session;
  const current = await plannedRecords(session, word);
  const isExact = built.overrides.length > 0;
  return (name: string): ExecutionRecord | null =>
    current.get(name) ??
      (isExact ? null : store.recordsOfStage(name, 1)[0] ?? null);
}

/**
 * Finds an artifact.
 *
 * @throws JuiceError for a stage that has not run.
 */
async function find(
  session: Session,
  artifact: string,
  producers: Producers,
): Promise<FoundArtifact> {
  const recordOfStage = await recordsFor(session, artifact);
  checkComputed(
    session,
    artifact,
    `tell where "${artifact}" comes from`,
    (name) => recordOfStage(name) !== null,
  );
  return findArtifact(artifact, {
    store: session.project.store,
    producers,
    recordOfStage,
    stages: session.built.stages.flatMap(({ name, kind }) => [
      name,
      ...Object.keys(kind.outputs).map((output) => `${name}.${output}`),
    ]),
    pathOf: givenPath,
  });
}

/** What was asked for: artifacts, or results of the table. */
interface Asked {
  readonly artifacts: readonly { digest: string; label: string }[];
  readonly starts: readonly LineageStart[];
  readonly results: FoundResults | null;
}

/** Whether words ask for results by their coordinates. */
function asksForResults(words: readonly string[], { built }: Session): boolean {
  if (words[0] !== resultsWord) return false;
  const isStage = built.stages.some(({ name }) => name === resultsWord);
  return words.length > 1
    ? words.slice(1).every((word) => word.includes("=")) || !isStage
    : !isStage && built.result.results !== undefined;
}

async function resolve(
  session: Session,
  words: readonly string[],
  producers: Producers,
  connections: Connections,
  down: boolean,
): Promise<Asked> {
  if (asksForResults(words, session)) {
    const stage = session.built.result.results?.stage ?? "";
    const results = findResults(
      session,
      words.slice(1),
      producers,
      connections,
      await recordsFor(session, stage),
    );
    const artifacts = results.starts.map(({ digest, made }) => ({
      digest,
      label: made?.stage ?? `object ${short(digest)}`,
    }));
    return { artifacts, starts: results.starts, results };
  }
  const found: FoundArtifact[] = [];
  for (const word of words) found.push(await find(session, word, producers));
  return {
    artifacts: found.map(({ digest, label, record, also = [] }) => ({
      digest,
      // On the way down all that an execution put out is followed.
      label: down && also.length > 0 ? record!.stage : label,
    })),
    starts: found.map(({ digest, record, also }) => ({
      digest,
      made: record,
      ...(also === undefined ? {} : { also }),
    })),
    results: null,
  };
}

/** The lock of the profile; null where it is of something else. */
async function standingOf(
  { project, built, device }: Session,
  { nodes }: Lineage,
): Promise<Standing> {
  const lock = built.overrides.length > 0
    ? null
    : await readLock(project.lockPath);
  const adapter = device.kind === "webgpu" ||
    [...nodes.values()].some(({ record }) =>
      record.preimage.device.startsWith("webgpu")
    );
  return standingBy(lock, built, project.store, adapter);
}

/** What stands first: what was asked for, and how far it goes. */
function heading(
  { artifacts, results }: Asked,
  { nodes, roots, direction }: Lineage,
  columns: number,
  { style }: Terminal,
): string[] {
  const lines: string[] = [];
  for (const note of results?.notes ?? []) {
    lines.push(...wrap(harmless(note), columns));
  }
  if (results !== null) {
    const { cells } = results;
    const many = cells.length > 1;
    const what = many ? count(cells.length, "result") : "Result";
    lines.push(style.bold(`${what} of ${harmless(documentText(results))}`));
    lines.push(
      ...(many
        ? renderCells(cells, columns, style)
        : renderCell(cells[0]!, columns)),
      "",
    );
  }
  const begun = new Set(roots.map(({ from }) => from));
  const others = count(
    direction === "up"
      ? nodes.size
      : [...nodes.keys()].filter((id) => !begun.has(id)).length,
    "execution",
  );
  const what = artifacts.length > 1
    ? `These ${artifacts.length}`
    : harmless(artifacts[0]!.label);
  if (artifacts.length > 1 && results === null) {
    lines.push(...artifacts.map((one) => `  ${harmless(one.label)}`));
  }
  const ends = artifacts.length > 1 ? "" : "s";
  lines.push(
    ...wrap(
      direction === "up"
        ? `${what} go${ends === "" ? "" : "es"} back over ${others}`
        : `From ${artifacts.length > 1 ? what.toLowerCase() : what} ${others} ${
          others === "1 execution" ? "was" : "were"
        } made`,
      columns,
    ),
  );
  return lines;
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
  const connections = connectionsOf(built);
  const down = options.down === true;
  const asked = await resolve(session, words, producers, connections, down);
  const trace = down ? traceDown : traceLineage;
  const lineage = trace(producers, asked.starts, connections);
  const standing = await standingOf(session, lineage);
  if (options.json) {
    printJson(terminal, {
      version: 1,
      artifact: asked.artifacts[0],
      artifacts: asked.artifacts,
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
  const lines = heading(asked, lineage, columns, terminal);
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
