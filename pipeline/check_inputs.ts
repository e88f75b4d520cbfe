/**
 * Checking what a recipe connects to a stage's inputs: outputs of earlier
 * stages, of the types that the kind declares.
 *
 * @module
 */

import type { ArtifactType, InputSlot } from "./artifact.ts";
import { RecipeError } from "./errors.ts";
import type { Ref, Stage } from "./recipe.ts";
import { showValue } from "./show_value.ts";
import type { StageKind } from "./stage.ts";
import { suggest } from "./suggest.ts";

/**
 * Checks that something is an output of a stage of the recipe.
 *
 * @param who What takes it, to begin a message with.
 * @throws RecipeError saying what it is instead.
 */
export function checkRef(
  who: string,
  ref: unknown,
  stages: ReadonlyMap<string, Stage>,
): Ref {
  if (ref === undefined) {
    // TypeScript finds this where it checks the recipe; a run does not.
    throw new RecipeError(
      `${who} is undefined; does the stage that it comes from have such an ` +
        "output?",
      { code: "missing-input" },
    );
  }
  const { stage, output } = (ref ?? {}) as Partial<Ref>;
  const found = typeof stage === "string" ? stages.get(stage) : undefined;
  const type = found?.kind.outputs[output ?? ""];
  if (found === undefined || type === undefined) {
    throw new RecipeError(
      stage === undefined
        ? `${who} is ${showValue(ref)}, not an output of a stage`
        : found === undefined
        ? `${who} comes from the stage "${stage}", which is not in the recipe`
        : `${who} is the output "${output}" of "${stage}", which has none of ` +
          `that name${suggest(output ?? "", Object.keys(found.kind.outputs))}`,
    );
  }
  return { stage: found.name, output: output!, type };
}

function slotOf(declared: ArtifactType | InputSlot): InputSlot {
  return "arity" in declared ? declared : { type: declared, arity: "one" };
}

/**
 * The references that a stage's inputs get, `many` inputs as `input/label`.
 *
 * @param stages Those that were added before.
 * @throws RecipeError naming the stage and the input.
 */
export function checkInputs(
  name: string,
  kind: StageKind,
  given: Readonly<Record<string, unknown>>,
  stages: ReadonlyMap<string, Stage>,
): Readonly<Record<string, Ref>> {
  const who = `Stage "${name}" of kind "${kind.name}"`;
  const known = Object.keys(kind.inputs);
  for (const input of Object.keys(given)) {
    if (known.includes(input)) continue;
    throw new RecipeError(
      `${who} has no input "${input}"${suggest(input, known)}`,
      { code: "unknown-input" },
    );
  }
  const refs: Record<string, Ref> = {};
  const connect = (input: string, type: ArtifactType, value: unknown) => {
    const ref = checkRef(`Input "${input}" of stage "${name}"`, value, stages);
    if (ref.type.name !== type.name) {
      throw new RecipeError(
        `${who} takes "${type.name}" as input "${input}", but ` +
          `"${ref.stage}.${ref.output}" is "${ref.type.name}"`,
        { code: "type-mismatch" },
      );
    }
    refs[input] = ref;
  };
  for (const [input, declared] of Object.entries(kind.inputs)) {
    const { type, arity } = slotOf(declared);
    const value = given[input];
    if (arity === "many") {
      for (const [label, one] of Object.entries(value ?? {})) {
        connect(`${input}/${label}`, type, one);
      }
    } else if (value !== undefined) connect(input, type, value);
    if (value === undefined && arity !== "optional") {
      if (Object.hasOwn(given, input)) connect(input, type, value);
      throw new RecipeError(`${who} needs the input "${input}"`, {
        code: "missing-input",
      });
    }
  }
  return refs;
}
