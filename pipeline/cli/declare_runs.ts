/**
 * The commands of running stages, and of saying what would run and how things stand.
 *
 * @module
 */

import type { Declarations } from "./declarations.ts";
import { addRun, addTarget } from "./options.ts";

/** Declares them, in the order of the help. */
export function declareRuns(to: Declarations): void {
  const reproduce = addRun(to.declare(
    "reproduce",
    "Runs what is not cached, checks it against the lock and shows the result.",
  ))
    .option("--update-lock", "write what came out into the lock")
    .option("--frozen", "run nothing that the lock does not expect")
    .action(to.does(async (options) => {
      const { reproduceCommand } = await import("./commands/reproduce.ts");
      return await reproduceCommand(options, to.context);
    }));
  to.examples(
    reproduce,
    "reproduce --profile smoke",
    "reproduce --profile smoke --set 'seeds=[2]'",
  );

  const stage = addRun(to.declare(
    "stage",
    "Runs single stages, with the stages that they need.",
  ))
    .argument("<names...>", "names of stages, or patterns such as 'sft/*'")
    .option("--force", "run them even where they are cached")
    .option("--only", "run no other stage, not even one they need")
    .action(to.does(async (names, options) => {
      const { stageCommand } = await import("./commands/stage.ts");
      return await stageCommand(names, options, to.context);
    }));
  to.examples(stage, "stage 'sft/*' --force");

  const plan = addTarget(to.declare(
    "plan",
    "Says what would run, what is cached, and why.",
  ))
    .action(to.does(async (options) => {
      const { planCommand } = await import("./commands/plan.ts");
      return await planCommand(options, to.context);
    }));
  to.examples(plan, "plan --profile smoke");

  const status = addTarget(to.declare(
    "status",
    "Says how things stand: stages, lock, what runs, what failed, the store.",
  ))
    .action(to.does(async (options) => {
      const { statusCommand } = await import("./commands/status.ts");
      return await statusCommand(options, to.context);
    }));
  to.examples(status, "status --profile smoke");
}
