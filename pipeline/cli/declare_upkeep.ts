/**
 * The commands of keeping the store and the lock in order.
 *
 * @module
 */

import { Option } from "commander";
import type { Declarations } from "./declarations.ts";
import { addForget, addPlace, addTarget, path } from "./options.ts";
import { age, size } from "./units.ts";

/** Declares them, in the order of the help. */
export function declareUpkeep(to: Declarations): void {
  const gc = addPlace(to.declare(
    "gc",
    "Says what of the store nobody needs, and removes it with --delete.",
  ))
    .option("--delete", "remove it")
    .addOption(
      new Option("--older-than <age>", "keep what was used since: 12h, 14d, 2w")
        .argParser(age).default(age("14d"), "14d"),
    )
    .option("--max-size <size>", "the most that the store may hold: 20GB", size)
    .action(to.does(async (options) => {
      const { gcCommand } = await import("./commands/gc.ts");
      return await gcCommand(options, to.context);
    }));
  addForget(gc);
  to.examples(gc, "gc", "gc --older-than 2d --max-size 20GB --delete");

  const pin = addTarget(to.declare(
    "pin",
    "Names a lock, or an artifact, that gc must keep.",
  ))
    .argument("[name]", "the name of the pin")
    .argument("[artifact]", "a digest, a key, or stage.output; not the lock")
    .option("--lock <file>", "another lock than the recipe's own", path)
    .option("--list", "list all pins")
    .option("--remove", "remove the pin of this name")
    .action(to.does(async (name, artifact, options) => {
      const { pinCommand } = await import("./commands/pin.ts");
      return await pinCommand(name, artifact, options, to.context);
    }));
  to.examples(
    pin,
    "pin paper-v1",
    "pin table comparison.results",
    "pin --list",
    "pin --remove paper-v1",
  );

  const lock = to.program.command("lock")
    .description("Checks the lock against the recipe, and merges locks.")
    .usage("<check|merge> [options]").helpCommand(false);
  const declareLock = (name: string, summary: string) => {
    const command = lock.command(name).description(summary);
    to.names(command, `lock ${name}`);
    return command;
  };
  const lockCheck = addPlace(declareLock(
    "check",
    "Says whether the lock belongs to the recipe, without running anything.",
  ))
    .action(to.does(async (options) => {
      const { lockCheckCommand } = await import("./commands/lock_check.ts");
      return await lockCheckCommand(options, to.context);
    }));
  to.examples(lockCheck, "lock check");
  const lockMerge = addPlace(declareLock(
    "merge",
    "Merges a lock in conflict, or three files, stage by stage.",
  ))
    .argument("[files...]", "the common, our and their lock; ours is written")
    .action(to.does(async (files, options) => {
      const { lockMergeCommand } = await import("./commands/lock_merge.ts");
      return await lockMergeCommand(files, options, to.context);
    }));
  to.examples(lockMerge, "lock merge", "lock merge %O %A %B");
  to.examples(lock, "lock check", "lock merge");

  const doctor = addPlace(to.declare(
    "doctor",
    "Says what this machine can do.",
  ))
    .action(to.does(async (options) => {
      const { doctorCommand } = await import("./commands/doctor.ts");
      return await doctorCommand(options, to.context);
    }));
  to.examples(doctor, "doctor");
}
