/**
 * `import`: taking a crate that `export` wrote into the store.
 *
 * @module
 */

import { readCrate, writeCrate } from "../../import/mod.ts";
import { findProject } from "../../project.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { count } from "../format.ts";
import { harmless } from "../harmless.ts";
import { followUp } from "../invocation.ts";
import type { PlaceOptions } from "../options.ts";
import { HashingProgress } from "../progress/hashing.ts";
import { enterStore } from "../session.ts";

/** What was added, and what was there: `3 objects (2 were there already)`. */
function added(
  { added, present }: { readonly added: number; readonly present: number },
  one: string,
): string {
  const were = present === 1 ? "was" : "were";
  return count(added, one) +
    (present === 0 ? "" : ` (${present} ${were} there already)`);
}

/** Runs `import`. */
export async function importCommand(
  folder: string,
  options: PlaceOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const places = findProject(options);
  let progress: HashingProgress | undefined;
  context.stack.defer(() => progress?.stop());
  const crate = await readCrate(folder, (done, all) => {
    progress ??= new HashingProgress(terminal, all);
    progress.update(done.objects, done.bytes);
  });
  progress?.stop();
  await enterStore(places, context, { makes: true });
  const imported = await writeCrate(places.store, crate);
  const { profile, altered } = crate;
  if (options.json) {
    printJson(terminal, {
      version: 1,
      crate: folder,
      store: places.store.root,
      profile,
      ...altered.length === 0 ? {} : { altered },
      ...imported,
    });
    return exitCodes.ok;
  }
  const { recipe, store } = options;
  const { invocation } = context;
  const target = { profile: profile ?? undefined, set: altered, recipe, store };
  const { superseding } = imported.records;
  const what = profile === null ? "a crate" : `the profile "${profile}"`;
  terminal.out([
    `Imported ${harmless(what)}`,
    `  ${added(imported.objects, "object")}`,
    `  ${added(imported.records, "record")}`,
    ...superseding === 0 ? [] : [
      `Of ${count(superseding, "key")} the store had records already. Those ` +
      "imported are newer, and\ncount unless the lock has the others' bytes.",
    ],
    "To see that all of it is in its place:",
    `  ${harmless(followUp(invocation, ["reproduce"], target))}`,
  ].join("\n"));
  return exitCodes.ok;
}
