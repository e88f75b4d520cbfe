/**
 * `gc`: say what of the store nobody needs, and remove it when asked to.
 *
 * @module
 */

import { JuiceError } from "../../errors.ts";
import {
  choose,
  collect,
  findRoots,
  type Forgetting,
  mark,
  nameOfDamaged,
  shares,
  takeInventory,
} from "../../gc/mod.ts";
import { findProject } from "../../project.ts";
import { exists } from "../../store/files.ts";
import type { Store } from "../../store/mod.ts";
import { type Collection, gcJson, renderCollection } from "../collection.ts";
import { type CommandContext, exitCodes, printJson } from "../context.ts";
import { checkForgotten, unknownNeeds } from "../forget.ts";
import { followUp } from "../invocation.ts";
import type { PlaceOptions } from "../options.ts";
import { enterStore } from "../session.ts";

/** The options of `gc`. */
interface GcOptions extends PlaceOptions {
  readonly delete?: boolean | undefined;
  /** In milliseconds. */
  readonly olderThan: number;
  /** In bytes. */
  readonly maxSize?: number | undefined;
  /** Locks and projects that shall not matter. */
  readonly forget?: readonly string[] | undefined;
}

/** Lets go of projects for good; one that is there is registered again. */
function forgetProjects(store: Store, { forgotten }: Forgetting): void {
  const { projects, faults } = store.projects.list();
  const ids = [
    ...projects.filter(({ root, present }) => !present && forgotten.has(root)),
    ...faults.filter((fault) => forgotten.has(nameOfDamaged(fault))),
  ].map(({ id }) => id);
  for (const id of ids) store.projects.forget(id);
}

/** Runs `gc`. */
export async function gcCommand(
  options: GcOptions,
  context: CommandContext,
): Promise<number> {
  const { terminal } = context;
  const places = findProject(options);
  const { store } = places;
  const deletes = options.delete === true;
  if (!exists(store.root)) {
    throw new JuiceError(
      `There is no store at "${store.root}": nothing was computed yet`,
    );
  }
  await enterStore(places, context, { alone: deletes });
  const roots = await findRoots(store, places, options.forget);
  checkForgotten(roots.forgetting);
  if (deletes && roots.faults.length > 0) {
    throw unknownNeeds("remove anything from the store", roots.faults);
  }
  const inventory = takeInventory(store);
  const choice = choose(inventory, roots, mark(inventory, roots), {
    olderThan: options.olderThan,
    maxSize: options.maxSize ?? null,
    now: Date.now(),
  });
  const freed = shares(inventory, choice);
  if (deletes) {
    collect(store, choice);
    forgetProjects(store, roots.forgetting);
  }
  const collection: Collection = {
    store: store.root,
    roots,
    choice,
    deleted: deletes,
    maxSize: options.maxSize ?? null,
    shares: freed,
  };
  if (options.json) printJson(terminal, gcJson(collection));
  else {
    const { columns, style } = terminal;
    const again = (...words: string[]) =>
      followUp(
        context.invocation,
        ["gc", ...words, ...given(options)],
        options,
      );
    const lines = renderCollection(collection, again, columns, style);
    terminal.out(lines.join("\n"));
  }
  return roots.faults.length > 0 ? exitCodes.failure : exitCodes.ok;
}

/** The policy as it was given, for a command that does the same again. */
function given({ olderThan, maxSize, forget = [] }: GcOptions): string[] {
  const days = olderThan / (24 * 60 * 60 * 1000);
  return [
    ...(days === 14 ? [] : ["--older-than", `${days}d`]),
    ...(maxSize === undefined ? [] : ["--max-size", `${maxSize}B`]),
    ...forget.flatMap((name) => ["--forget", name]),
  ];
}
