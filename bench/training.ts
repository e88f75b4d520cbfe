/**
 * The training engine's benchmark: training steps, log-probabilities,
 * generation, memory and start-up, of this project and of peers on the same
 * work. See README.md for what is measured and how.
 *
 *     deno task bench --help
 *
 * @module
 */

import { join } from "node:path";
import { InputError, runProgram } from "./program.ts";
import { prepare } from "./training/bundle.ts";
import { compare } from "./training/compare.ts";
import { engineFlags, ownCommand } from "./training/contestants.ts";
import {
  contextOf,
  type Options,
  readOptions,
  usage,
} from "./training/options.ts";
import { measureOwn } from "./training/own.ts";
import { profile, type ProfiledPart } from "./training/profile.ts";
import { profileTable } from "./training/table.ts";
import { writeWork } from "./training/work.ts";

/** Profiles each model on each device, in processes of their own. */
async function profileAll(options: Options): Promise<unknown[]> {
  const scratch = Deno.makeTempDirSync({ prefix: "juice-bench-" });
  const flags = await engineFlags();
  const profiles = [];
  try {
    for (const shape of options.models) {
      const work = join(scratch, shape.name);
      const effort = { least: 1, most: 1, seconds: 0 };
      writeWork(work, shape, { products: [], effort, parts: [] });
      for (const device of options.devices) {
        const { program, args } = ownCommand(
          "profile",
          device,
          work,
          options,
          flags,
        );
        const { success, stdout } = await new Deno.Command(program, {
          args: [...args, "--profile", options.profile!],
          stdin: "null",
          stderr: "inherit",
        }).output();
        if (!success) {
          throw new InputError(
            `Cannot profile on "${device}": its process failed, as said above`,
          );
        }
        const found = JSON.parse(
          new TextDecoder().decode(stdout).trim().split("\n").pop()!,
        );
        console.log(`${shape.name}: ${profileTable(found)}\n`);
        profiles.push({ model: shape.name, ...found });
      }
    }
  } finally {
    Deno.removeSync(scratch, { recursive: true });
  }
  return profiles;
}

/** Does what the command line says. */
async function main(): Promise<void> {
  const options = await readOptions(Deno.args);
  const [task, device = "", folder = ""] = options.task;
  let result: unknown;
  if (task === "measure") {
    const measured = await measureOwn(folder, contextOf(device, options));
    console.log(JSON.stringify(measured));
  } else if (task === "profile") {
    const part: ProfiledPart = options.profile ?? "step";
    const found = await profile(folder, contextOf(device, options), part);
    console.log(JSON.stringify(found));
  } else if (options.prepare !== undefined) {
    const peers = options.peers.filter((name) => name !== "pytorch");
    const missing = await prepare(options.prepare, peers);
    if (missing !== null) {
      console.log(`Without ${peers.join(", ")}: ${missing}`);
    }
  } else if (options.profile !== undefined) {
    result = { version: 1, profiles: await profileAll(options) };
  } else {
    result = await compare(options);
  }
  if (options.json !== undefined && result !== undefined) {
    Deno.writeTextFileSync(
      options.json,
      JSON.stringify(result, null, 2) + "\n",
    );
  }
}

await runProgram(usage, main);
