/**
 * The commands, their options and their help. What a command does is loaded
 * only when it is called, so that none pays for the others.
 *
 * @module
 */

import { Command, CommanderError, Option } from "commander";
import { JuiceError } from "../errors.ts";
import { type CommandContext, exitCodes } from "./context.ts";
import { followUp, type Target } from "./invocation.ts";
import { addForget, addPlace, addRun, addTarget, positive } from "./options.ts";
import { maxColumns } from "./terminal.ts";
import { age, size } from "./units.ts";
import { UsageError } from "./usage.ts";

/** Adds examples below a command's help, as they can be typed. */
function examples(command: Command, prefix: string, ...lines: string[]) {
  const plural = lines.length > 1 ? "Examples" : "Example";
  const shown = lines.map((line) => `  ${prefix} ${line}`).join("\n");
  command.addHelpText("after", `\n${plural}:\n${shown}`);
}

/** Turns Commander's wording into the project's. */
function wording({ message }: CommanderError): string {
  const text = message.replace(/^error: /, "").replace(/\.$/, "")
    .replaceAll("'", '"').replace(
      /\n?\(Did you mean (.*?)\?\)/,
      (_, names: string) => `; did you mean "${names}"?`,
    );
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Adds to an error about an unknown stage where all of them are listed. */
function withList(error: unknown, prefix: string, target: Target): unknown {
  if (!(error instanceof JuiceError)) return error;
  const { code, message } = error;
  if (code !== "unknown-stage" && code !== "unknown-artifact") return error;
  const plan = followUp(prefix, ["plan"], target);
  return new JuiceError(`${message}\nTo list all stages:\n  ${plan}`, {
    code,
    cause: error,
  });
}

/**
 * Reads the arguments and runs the command that they name.
 *
 * @returns The exit code.
 * @throws UsageError for arguments that there are not.
 */
export async function runProgram(
  args: readonly string[],
  given: Omit<CommandContext, "command">,
): Promise<number> {
  const prefix = given.invocation;
  let code: number = exitCodes.ok;
  let asked = "";
  const context: CommandContext = {
    ...given,
    get command() {
      return asked;
    },
  };
  const program = new Command();

  program.name(prefix)
    .description("Reproduces the experiment, and says where results come from.")
    .usage("<command> [options]")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      getOutHelpWidth: () => maxColumns,
      getErrHelpWidth: () => maxColumns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      writeOut: (text) => context.terminal.out(text.trimEnd()),
      writeErr: (text) => context.terminal.err(text.trimEnd()),
      // The caught error is printed instead, in the project's wording.
      outputError: () => {},
    });

  // deno-lint-ignore no-explicit-any
  const does = (run: (...values: any[]) => Promise<number>) => {
    // deno-lint-ignore no-explicit-any
    return async (...values: any[]) => {
      try {
        code = await run(...values);
      } catch (error) {
        // The options stand before the command itself, which is last.
        throw withList(error, prefix, values.at(-2) ?? {});
      }
    };
  };
  const declare = (name: string, summary: string) => {
    const command = program.command(name).description(summary);
    command.hook("preAction", () => void (asked = name));
    return command;
  };

  const reproduce = addRun(declare(
    "reproduce",
    "Runs what is not cached, checks it against the lock and shows the result.",
  ))
    .option("--update-lock", "write what came out into the lock")
    .option("--frozen", "run nothing that the lock does not expect")
    .action(does(async (options) => {
      const { reproduceCommand } = await import("./commands/reproduce.ts");
      return await reproduceCommand(options, context);
    }));
  examples(reproduce, prefix, "reproduce --profile smoke");

  const stage = addRun(declare(
    "stage",
    "Runs single stages, with the stages that they need.",
  ))
    .argument("<names...>", "names of stages, or patterns such as 'sft/*'")
    .option("--force", "run them even where they are cached")
    .option("--only", "run no other stage, not even one they need")
    .action(does(async (names, options) => {
      const { stageCommand } = await import("./commands/stage.ts");
      return await stageCommand(names, options, context);
    }));
  examples(stage, prefix, "stage 'sft/*' --force");

  const plan = addTarget(declare(
    "plan",
    "Says what would run, what is cached, and why.",
  ))
    .action(does(async (options) => {
      const { planCommand } = await import("./commands/plan.ts");
      return await planCommand(options, context);
    }));
  examples(plan, prefix, "plan --profile smoke");

  const status = addTarget(declare(
    "status",
    "Says how things stand: stages, lock, what runs, what failed, the store.",
  ))
    .action(does(async (options) => {
      const { statusCommand } = await import("./commands/status.ts");
      return await statusCommand(options, context);
    }));
  examples(status, prefix, "status --profile smoke");

  const explain = addTarget(declare(
    "explain",
    "Says what differs from the nearest earlier run, field by field.",
  ))
    .argument("<stage>", "the name of a stage, or a pattern such as 'sft/*'")
    .option("--full", "print every line of what changed in the code")
    .action(does(async (name, options) => {
      const { explainCommand } = await import("./commands/explain.ts");
      return await explainCommand(name, options, context);
    }));
  examples(explain, prefix, "explain report");

  const lineage = addTarget(declare(
    "lineage",
    "Walks from an artifact back to the raw sources.",
  ))
    .argument(
      "<artifact>",
      "a digest or its first digits, a file or folder, or stage.output",
    )
    .action(does(async (artifact, options) => {
      const { lineageCommand } = await import("./commands/lineage.ts");
      return await lineageCommand(artifact, options, context);
    }));
  examples(
    lineage,
    prefix,
    "lineage report/index.html",
    "lineage 3f2a91c0",
  );

  const audit = addRun(declare(
    "audit",
    "Checks every object, record and lock entry.",
  ))
    .argument("[names...]", "with --repeat: which stages (default: all)")
    .option("--repeat <n>", "run stages n times and compare bytes", positive)
    .option("--repair", "move what is damaged aside, to be made again")
    .action(does(async (names, options) => {
      const { auditCommand } = await import("./commands/audit.ts");
      return await auditCommand(names, options, context);
    }));
  addForget(audit);
  examples(audit, prefix, "audit", "audit 'sft/*' --repeat 2");

  const gc = addPlace(declare(
    "gc",
    "Says what of the store nobody needs, and removes it with --delete.",
  ))
    .option("--delete", "remove it")
    .addOption(
      new Option("--older-than <age>", "keep what was used since: 12h, 14d, 2w")
        .argParser(age).default(age("14d"), "14d"),
    )
    .option("--max-size <size>", "the most that the store may hold: 20GB", size)
    .action(does(async (options) => {
      const { gcCommand } = await import("./commands/gc.ts");
      return await gcCommand(options, context);
    }));
  addForget(gc);
  examples(gc, prefix, "gc", "gc --older-than 2d --max-size 20GB --delete");

  const pin = addPlace(declare(
    "pin",
    "Names a lock, or an artifact, that gc must keep.",
  ))
    .argument("[name]", "the name of the pin")
    .argument("[artifact]", "a digest, a key, or stage.output; not the lock")
    .option("--lock <file>", "another lock than the recipe's own")
    .option("--list", "list all pins")
    .option("--remove", "remove the pin of this name")
    .action(does(async (name, artifact, options) => {
      const { pinCommand } = await import("./commands/pin.ts");
      return await pinCommand(name, artifact, options, context);
    }));
  examples(
    pin,
    prefix,
    "pin paper-v1",
    "pin table comparison.results",
    "pin --list",
    "pin --remove paper-v1",
  );

  const lock = program.command("lock")
    .description("Checks the lock against the recipe, and merges locks.")
    .usage("<check|merge> [options]").helpCommand(false);
  const declareLock = (name: string, summary: string) => {
    const command = lock.command(name).description(summary);
    command.hook("preAction", () => void (asked = `lock ${name}`));
    return command;
  };
  const lockCheck = addPlace(declareLock(
    "check",
    "Says whether the lock belongs to the recipe, without running anything.",
  ))
    .action(does(async (options) => {
      const { lockCheckCommand } = await import("./commands/lock_check.ts");
      return await lockCheckCommand(options, context);
    }));
  examples(lockCheck, prefix, "lock check");
  const lockMerge = addPlace(declareLock(
    "merge",
    "Merges a lock in conflict, or three files, stage by stage.",
  ))
    .argument("[files...]", "the common, our and their lock; ours is written")
    .action(does(async (files, options) => {
      const { lockMergeCommand } = await import("./commands/lock_merge.ts");
      return await lockMergeCommand(files, options, context);
    }));
  examples(lockMerge, prefix, "lock merge", "lock merge %O %A %B");
  examples(lock, prefix, "lock check", "lock merge");

  const doctor = addPlace(declare(
    "doctor",
    "Says what this machine can do.",
  ))
    .action(does(async (options) => {
      const { doctorCommand } = await import("./commands/doctor.ts");
      return await doctorCommand(options, context);
    }));
  examples(doctor, prefix, "doctor");

  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.help") return exitCodes.usage;
    if (error.exitCode === 0) return exitCodes.ok;
    const known = program.commands.some((c) => c.name() === args[0]);
    const of = asked || (known ? `${args[0]} ` : "");
    if (of === "") {
      const names = program.commands.map((c) => c.name()).join(", ");
      throw new UsageError(
        // Deno would answer "deno task --help" itself.
        `${wording(error)}\nCommands: ${names}\n` +
          `See: ${prefix} reproduce --help`,
      );
    }
    throw new UsageError(
      `${wording(error)}\nSee: ${prefix} ${of}--help`,
    );
  }
  return code;
}
