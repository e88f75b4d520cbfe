/**
 * `lineage`: from an artifact back to the raw sources.
 *
 * @module
 */

import { findArtifact, type FoundArtifact } from "../../lineage/resolve.ts";
import {
  type Connections,
  Producers,
  traceLineage,
} from "../../lineage/graph.ts";
import { lineageJson } from "../../lineage/json.ts";
import { renderLineage } from "../../lineage/tree.ts";
import type { BuiltRecipe } from "../../recipe.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { count } from "../format.ts";
import { givenPath } from "../given_path.ts";
import type { TargetOptions } from "../options.ts";
import { checkComputed, plannedRecords } from "../planned_records.ts";
import { openSession, type Session } from "../session.ts";

/**
 * Finds an artifact. A stage's name stands for what it puts out in the chosen
 * profile now, and only where that is not there for its newest record; not
 * even then where something is set otherwise.
 *
 * @throws JuiceError for a stage that has not run.
 */
async function find(
  session: Session,
  artifact: string,
  producers: Producers,
): Promise<FoundArtifact> {
  const { project: { store }, built } = session;
  const current = await plannedRecords(session, artifact);
  // With something set, another record is of what was not asked for.
  const isExact = built.overrides.length > 0;
  const recordOfStage = (name: string) =>
    current.get(name) ??
      (isExact ? null : store.recordsOfStage(name, 1)[0] ?? null);
  checkComputed(
    session,
    artifact,
    `tell where "${artifact}" comes from`,
    (name) => recordOfStage(name) !== null,
  );
  return findArtifact(artifact, {
    store,
    producers,
    recordOfStage,
    stages: built.stages.map(({ name }) => name),
    pathOf: givenPath,
  });
}

function connectionsOf({ stages }: BuiltRecipe): Connections {
  const inputs = new Map(stages.map((stage) => [stage.name, stage.inputs]));
  return (stage, input) => inputs.get(stage)?.[input]?.stage;
}

/** Runs `lineage`. */
export async function lineageCommand(
  artifact: string,
  options: TargetOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const session = await openSession(options, context, { plans: false });
  const producers = new Producers(session.project.store.allRecords());
  const found = await find(session, artifact, producers);
  const lineage = traceLineage(producers, found.digest, {
    made: found.record,
    connections: connectionsOf(session.built),
  });
  if (options.json) {
    printJson(terminal, {
      version: 1,
      artifact: { digest: found.digest, label: found.label },
      ...lineageJson(lineage),
    });
    return exitCodes.ok;
  }
  const { columns, style } = terminal;
  const lines = renderLineage(lineage, columns, {
    stage: style.bold,
    detail: style.dim,
  });
  const executions = count(lineage.nodes.size, "execution");
  terminal.out(`${found.label} goes back over ${executions}\n`);
  terminal.out(lines.join("\n"));
  return exitCodes.ok;
}
