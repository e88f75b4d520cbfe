/**
 * Recipes: from a profile to the DAG of stages. How one is built and checked
 * is in build_recipe.ts.
 *
 * @module
 */

import type { z } from "zod";
import type { ArtifactType, InputSlot } from "./artifact.ts";
import type { Override } from "./overrides/override.ts";
import type { Inputs, Outputs, StageKind } from "./stage.ts";

/** A reference to one output of one stage of a recipe. */
export interface Ref<Type extends ArtifactType = ArtifactType> {
  readonly stage: string;
  readonly output: string;
  readonly type: Type;
}

/** The references that a stage's inputs take, by arity. */
export type InputRefs<I extends Inputs> =
  & {
    readonly [
      K in keyof I as I[K] extends InputSlot<ArtifactType, "optional"> ? never
        : K
    ]: I[K] extends InputSlot<infer T, "many">
      ? Readonly<Record<string, Ref<T>>>
      : I[K] extends InputSlot<infer T, "one"> ? Ref<T>
      : I[K] extends ArtifactType ? Ref<I[K]>
      : never;
  }
  & {
    readonly [
      K in keyof I as I[K] extends InputSlot<ArtifactType, "optional"> ? K
        : never
    ]?: I[K] extends InputSlot<infer T, "optional"> ? Ref<T> | undefined
      : never;
  };

/** A stage of a recipe: a kind with a name, parameters and inputs. */
export interface Stage {
  readonly name: string;
  readonly kind: StageKind;
  /** Parameters, checked and completed by the kind's schema. */
  readonly params: unknown;
  /** Inputs in the declared order; `many` inputs as `input/label`. */
  readonly inputs: Readonly<Record<string, Ref>>;
}

/** What `add` gives back: the references to the new stage's outputs. */
export type OutputRefs<O extends Outputs> = {
  readonly [K in keyof O]: Ref<O[K]>;
};

/** Adds a stage to the recipe under construction. */
export type Add = <
  Schema extends z.ZodType,
  I extends Inputs,
  O extends Outputs,
>(
  name: string,
  kind: StageKind<Schema, I, O>,
  params: z.input<Schema>,
  inputs: InputRefs<I>,
) => OutputRefs<O>;

/** What a recipe shows when all of it is there. */
export interface RecipeResult {
  /** JSON with a table; its shape is in docs/command-line.md. */
  readonly results?: Ref;
  /** A folder with an `index.html`. */
  readonly report?: Ref;
}

/** What a recipe is told beside its profile. */
export interface Given {
  /**
   * What is set otherwise than the profile has it, each as `NAME=VALUE`. It is
   * in the profile and in the parameters already; a recipe that shows results
   * should say with them that they are not the profile's.
   */
  readonly changed: readonly string[];
}

/** A person or an organisation. */
export interface Agent {
  /** Archives tell the two apart; a group of people is an organisation. */
  readonly kind: "person" | "organization";
  readonly name: string;
  /** A page of theirs, for a person an ORCID if there is one. */
  readonly url?: string;
}

/** Where the data of a stage without inputs come from. */
export interface DataSource {
  readonly name: string;
  readonly description: string;
  /** The page of the licence, such as `https://spdx.org/licenses/MIT`. */
  readonly license: string;
  readonly url: string;
  readonly creators: readonly Agent[];
  /** The day on which it was published: `2026-05-31`. */
  readonly published?: string;
  /** How it is to be cited. */
  readonly citation?: string;
  /**
   * Compares what a stage of the kind put out with what the project declares of
   * the data, such as a SHA-256. An audit asks for it.
   *
   * @param outputs Where each output is, by its name. Nothing may be written.
   * @returns What is different, in one line; null where nothing is.
   */
  readonly verify?: (
    outputs: Readonly<Record<string, string>>,
  ) => Promise<string | null>;
}

/** What archives and journals want to know of a recipe. */
export interface About {
  readonly name: string;
  readonly description: string;
  /** The page of the licence, such as `https://spdx.org/licenses/MIT`. */
  readonly license: string;
  readonly url?: string;
  readonly authors?: readonly Agent[];
  /** The works that it rests on. */
  readonly citations?: readonly {
    readonly name: string;
    readonly url: string;
  }[];
  /** By the name of the stage kind that brings the data in. */
  readonly sources?: Readonly<Record<string, DataSource>>;
}

/** A recipe: profiles by name, and the function that builds their DAG. */
export interface Recipe<Profile = unknown> {
  readonly doc: string;
  /** Written into exports. Nothing is made up for what is not there. */
  readonly about?: About;
  readonly profiles: Readonly<Record<string, Profile>>;
  build(profile: Profile, add: Add, given: Given): RecipeResult;
}

/** A recipe's DAG for one profile. */
export interface BuiltRecipe {
  readonly profile: string;
  /** What is set otherwise; with any, it is not what the lock is of. */
  readonly overrides: readonly Override[];
  /** In the order of adding, in which each comes after its inputs. */
  readonly stages: readonly Stage[];
  readonly result: RecipeResult;
}

/**
 * Declares a recipe. A recipe is the default export of its module, and its
 * stages are those that `build` adds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 * import { json } from "./artifact.ts";
 * import { buildRecipe } from "./build_recipe.ts";
 * import { stage } from "./stage.ts";
 *
 * const word = stage(import.meta, {
 *   doc: "Writes a word.",
 *   params: z.object({ word: z.string() }),
 *   inputs: {},
 *   outputs: { word: json },
 *   determinism: "bitwise",
 *   run: ({ params, outputs }) =>
 *     Deno.writeTextFileSync(outputs.word, JSON.stringify(params.word)),
 * });
 * const words = recipe({
 *   doc: "Writes some words.",
 *   profiles: { default: ["pear", "plum"], smoke: ["fig"] },
 *   build(all, add) {
 *     for (const one of all) add(`word/${one}`, word, { word: one }, {});
 *     return {};
 *   },
 * });
 * const names = buildRecipe(words, "default").stages.map(({ name }) => name);
 * assert.deepEqual(names, ["word/pear", "word/plum"]);
 * ```
 */
export function recipe<Profile>(definition: Recipe<Profile>): Recipe<Profile> {
  return Object.freeze(definition);
}
