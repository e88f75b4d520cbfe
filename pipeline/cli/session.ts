/**
 * Opening what a command works on: the project, the recipe built for the
 * profile, and the device.
 *
 * @module
 */

import type { DeviceClass } from "../identity/preimage.ts";
import { openProject, type Project, type ProjectPlaces } from "../project.ts";
import { buildRecipe } from "../build_recipe.ts";
import type { BuiltRecipe } from "../recipe.ts";
import { registerProject } from "../run/use.ts";
import type { CommandContext } from "./context.ts";
import { resolveDevice, withTuning } from "./device.ts";
import { followUp } from "./invocation.ts";
import type { TargetOptions } from "./options.ts";
import { overridesOf } from "./overrides.ts";

/** What a command works on. */
export interface Session {
  readonly project: Project;
  readonly built: BuiltRecipe;
  readonly device: DeviceClass;
  /** A command that does something to the same target, as it can be typed. */
  command(...words: string[]): string;
}

/** What a command does to the store. */
interface StoreUse {
  /** It makes results: the store is made, and knows the project from then on. */
  readonly makes?: boolean;
  /** It removes something, and so must not run beside another command. */
  readonly alone?: boolean;
  /** False where it makes no plan; by default it does. */
  readonly plans?: boolean;
  /** False where it enters by itself whenever it reads; by default it does not. */
  readonly stays?: boolean;
}

/** Holds the store's gate until the command has ended. */
export async function enterStore(
  places: ProjectPlaces,
  { command, stack, terminal }: CommandContext,
  { makes = false, alone = false }: StoreUse = {},
): Promise<void> {
  const held = await places.store.enter(command, {
    create: makes,
    exclusive: alone,
    onWait: (holder) => terminal.err(`${command} waits for ${holder}`),
  });
  stack.defer(() => held.release());
  if (makes) registerProject(places);
}

/**
 * Opens the project, builds the recipe and picks the device.
 *
 * @throws RecipeError for a profile that the recipe does not have, and for
 * overrides that it cannot be built with.
 */
export async function openSession(
  options: TargetOptions,
  context: CommandContext,
  use: StoreUse = {},
): Promise<Session> {
  const project = await openProject({
    ...(options.recipe === undefined ? {} : { recipe: options.recipe }),
    ...(options.store === undefined ? {} : { store: options.store }),
    plans: use.plans ?? true,
  });
  const built = buildRecipe(
    project.recipe,
    options.profile,
    overridesOf(options, project.recipe),
  );
  if (use.stays !== false) await enterStore(project, context, use);
  const doctor = followUp(context.invocation, ["doctor"], {});
  const found = await resolveDevice(options.device, doctor);
  const device = withTuning(found, project.store.root);
  return {
    project,
    built,
    device,
    command: (...words) => followUp(context.invocation, words, options),
  };
}
