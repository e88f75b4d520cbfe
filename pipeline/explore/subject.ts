/**
 * What the explorer shows, as far as it needs to know it: data alone, without
 * the functions of stage kinds, so that another process can read the recipe.
 * A recipe that was built in this process has this shape, too.
 *
 * @module
 */

import { basename } from "node:path";
import type { DeviceClass } from "../identity/preimage.ts";
import type { Override } from "../overrides/override.ts";
import type { Project, ProjectPlaces } from "../project.ts";
import type { BuiltRecipe, RecipeResult } from "../recipe.ts";
import type { StageKind } from "../stage.ts";

/** A stage kind without what it runs. */
export type ShownKind = Pick<
  StageKind,
  "name" | "doc" | "outputs" | "determinism" | "accelerated" | "tolerance"
>;

/** A stage of the recipe. */
export interface ShownStage {
  readonly name: string;
  readonly kind: ShownKind;
  readonly params: unknown;
  readonly inputs: Readonly<
    Record<string, { readonly stage: string; readonly output: string }>
  >;
}

/** A recipe's DAG for one profile. */
export interface ShownRecipe {
  readonly profile: string;
  readonly overrides: readonly Override[];
  readonly stages: readonly ShownStage[];
  readonly result: RecipeResult;
}

/** A project, of whose recipe nothing but the name matters here. */
export interface ShownProject extends ProjectPlaces {
  readonly recipe: { readonly about?: { readonly name: string } };
}

/** What the explorer shows: a project's recipe for one profile and device. */
export interface Subject {
  readonly project: ShownProject;
  readonly built: ShownRecipe;
  readonly device: DeviceClass;
}

/** The same with all that a plan is made from. */
export interface LoadedSubject {
  readonly project: Project;
  readonly built: BuiltRecipe;
  readonly device: DeviceClass;
}

/** What the project is called: by its recipe, or else as its folder. */
export function nameOfProject({ project: { recipe, root } }: Subject): string {
  return recipe.about?.name ?? basename(root);
}
