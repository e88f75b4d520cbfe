/**
 * The main module of the process that plans for the explorer: it loads the
 * recipe as it is on the disk now, which a process that has loaded it before
 * cannot. It is told what to plan as its argument, answers on its standard
 * output, and ends.
 *
 * It is a process and not a Worker, because a recipe whose module never comes
 * to its end keeps a Worker from being ended, and because another deno.json is
 * only read by another process.
 *
 * @module
 */

import type { Problem } from "../../web/explorer/api.ts";
import { pathToFileURL } from "node:url";
import { buildRecipe } from "../build_recipe.ts";
import { messageOf } from "../errors.ts";
import { loadGraph, type ModuleGraph } from "../identity/graph.ts";
import { openProject } from "../project.ts";
import { placeOf } from "../run/place.ts";
import { planBoard } from "./board.ts";
import { marker, type PlanMessage, type PlanRequest } from "./plan_answer.ts";
import { answerOf, graphFiles } from "./plan_data.ts";

function say(message: PlanMessage): void {
  const bytes = new TextEncoder().encode(
    `\n${marker}${JSON.stringify(message)}\n`,
  );
  for (let at = 0; at < bytes.length;) {
    at += Deno.stdout.writeSync(bytes.subarray(at));
  }
}

/** What went wrong, and where in the project's own code. */
function problemOf(error: unknown, root: string, store: string): Problem {
  const cause = error instanceof Error && error.cause !== undefined
    ? error.cause
    : error;
  const message = messageOf(cause);
  // What cannot be parsed says where in its message, what throws in its stack.
  const said = message.match(/file:\/\/\/\S+?:\d+:\d+/g) ?? [];
  const stack = cause instanceof Error ? cause.stack ?? "" : "";
  const last = [...said.map((one) => `    at ${one}`), ...stack.split("\n")];
  return {
    message: messageOf(error),
    place: placeOf({ last: ["thrown:", ...last] }, "thrown:", root, store),
  };
}

/** Plans, and says what came of it. */
async function main(request: PlanRequest): Promise<void> {
  const { root, recipe, store, profile, overrides, device } = request;
  let graph: ModuleGraph | null = null;
  try {
    const project = await openProject({ root, recipe, store });
    const built = buildRecipe(project.recipe, profile, overrides);
    graph = await project.graph;
    say({ type: "loaded" });
    // Nothing may be removed from the store meanwhile.
    const gate = await project.store.enter("explore");
    try {
      const subject = { project, built, device };
      say(answerOf(subject, await planBoard(subject), graph));
    } finally {
      gate.release();
    }
  } catch (error) {
    graph ??= await loadGraph(pathToFileURL(recipe).href, root)
      .catch(() => null);
    const problem = problemOf(error, root, store);
    say({ type: "problem", problem, files: graphFiles(root, graph) });
  }
}

if (import.meta.main) {
  // Ends the process with the explorer, also where the recipe never ends.
  new Worker(new URL("./plan_leash.ts", import.meta.url), { type: "module" });
  await main(JSON.parse(Deno.args[0]!));
  Deno.exit(0);
}
