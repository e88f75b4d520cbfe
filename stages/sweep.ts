/**
 * The sweep: which arms run in which cells, and what the arms of a cell, a base
 * and a seed share.
 *
 * @module
 */

import type { json } from "../pipeline/artifact.ts";
import { RecipeError } from "../pipeline/errors.ts";
import type { Add, Ref } from "../pipeline/recipe.ts";
import type * as artifacts from "./artifacts.ts";
import { cellLabel, type Place } from "./cell_label.ts";
import { generation } from "./generation.ts";
import { injection } from "./injection.ts";
import type { Dealt, Evaluate, Material, Parts } from "./material.ts";
import { methodOf } from "./methods/arm.ts";
import type {
  Cell,
  Dataset,
  Gathered,
  Policy,
  Sampled,
} from "./methods/cell.ts";
import { methods } from "./methods/mod.ts";
import { pretraining } from "./pretraining.ts";
import type { Point, Profile } from "./profiles.ts";

/** What a sweep needs from the recipe. */
export interface Sweep {
  readonly add: Add;
  readonly profile: Profile;
  readonly gathered: Gathered;
  /** What its cells are made of. */
  readonly material: Material;
}

/**
 * A base policy, what it says to the demonstrations' prompts, and what evaluates
 * arms against it.
 */
interface Base {
  readonly policy: Policy;
  readonly own: Sampled;
  readonly evaluate: Evaluate;
}

/**
 * The cells of a profile, those of the grid first, with the arms of each. A
 * cell that stands in both has the arms of both.
 */
export function cellsOf({ grid, focus }: Profile): Point[] {
  const cells = new Map<string, Point>();
  const take = (cell: Point) => {
    const name = `${cell.kind}/${cell.baseRatio}/${cell.ratio}`;
    const arms = [...cells.get(name)?.arms ?? [], ...cell.arms];
    cells.set(name, { ...cell, arms: [...new Set(arms)] });
  };
  const { kind, arms } = grid;
  for (const baseRatio of grid.baseRatios) {
    for (const ratio of grid.ratios) take({ kind, baseRatio, ratio, arms });
  }
  for (const cell of focus) take(cell);
  return [...cells.values()];
}

/** Adds all cells of one seed. */
export function sweep(given: Sweep, seed: number): void {
  const { add, profile, gathered, material } = given;
  const dealt = material.deal(seed);
  const { parts } = dealt;
  const references = parts[profile.evaluatedOn];
  const made = new Map<string, unknown>();
  const once = <T>(name: string, make: () => T): T => {
    if (!made.has(name)) made.set(name, make());
    return made.get(name) as T;
  };
  for (const point of cellsOf(profile)) {
    const { kind, baseRatio, ratio } = point;
    refuseImpossible(point, material);
    const base = once(
      `base ${baseRatio === 0 ? "" : kind} ${baseRatio}`,
      () => pretrained(given, dealt, point, seed),
    );
    const evaluate =
      (at: Omit<Place, "seed">): Cell["evaluate"] =>
      (arm, trained, law = null) => {
        const label = `${arm}/${cellLabel({ ...at, seed })}`;
        gathered.evaluations[label] = base.evaluate(`evaluation/${label}`, {
          method: arm,
          kind,
          baseRatio,
          ratio: at.ratio,
          seed,
          law,
        }, trained);
      };
    once(
      `evaluation ${kind} ${baseRatio}`,
      () =>
        evaluate({ kind, baseRatio, ratio: null })("base", {
          policy: base.policy,
          accounts: {},
        }),
    );
    const injected = once(
      `injection ${kind} ${ratio} ${kind === "samples" ? baseRatio : ""}`,
      () => inject(given, parts, base, point, seed),
    );
    const where = cellLabel({ kind, baseRatio, ratio, seed });
    gathered.injections[where] = injected.summary;
    const cell: Cell = {
      add,
      settings: profile.settings,
      seed,
      where,
      kind,
      baseRatio,
      ratio,
      base: base.policy,
      demonstrations: injected.demonstrations,
      marks: injected.marks,
      validation: parts.validation,
      references,
      own: base.own,
      gathered,
      once: (name, make) => once(`${where} ${name}`, make),
      evaluate: evaluate(point),
    };
    for (const arm of point.arms) methods[methodOf(arm, methods)](cell, arm);
  }
}

/**
 * Refuses a cell of which nothing could be made, before anything runs.
 *
 * @throws {RecipeError} With what to set instead.
 */
function refuseImpossible({ kind, baseRatio }: Point, { units }: Material) {
  if (kind === "samples" && baseRatio !== 0) {
    throw new RecipeError(
      `Cannot pre-train a base on its own samples: a cell of the kind ` +
        `"samples" has the base ratio ${baseRatio}; set it to 0`,
    );
  }
  if (kind === "naive" && units !== "phonemes") {
    throw new RecipeError(
      `Cannot inject naive pronunciations into texts: only words are ` +
        `pronounced; choose another kind`,
    );
  }
}

/**
 * The base policy. Its data pass through an injection of their own, unless
 * nothing is to be injected: a clean base is the same for every kind.
 */
function pretrained(
  { add, profile, gathered, material }: Sweep,
  dealt: Dealt,
  { kind, baseRatio }: Point,
  seed: number,
): Base {
  const { parts } = dealt;
  const where = baseRatio === 0
    ? `base=0/seed=${seed}`
    : `${kind}/base=${baseRatio}/seed=${seed}`;
  let data = parts.pretraining;
  if (baseRatio !== 0) {
    const name = `injection/pretraining/${where}`;
    const injected = add(
      name,
      injection,
      { kind, ratio: baseRatio, seed, ...form(material, profile) },
      { demonstrations: data },
    );
    gathered.summaries[name] = injected.summary;
    data = injected.demonstrations;
  }
  const name = `pretraining/${where}`;
  const { policy, curves } = add(
    name,
    pretraining,
    {
      ...profile.model,
      ...profile.pretraining,
      tokenizer: material.tokenizer,
      seed,
    },
    { data },
  );
  gathered.curves[name] = curves;
  const sampling = `generation/base/${where}`;
  const { samples, account } = add(sampling, generation, { seed }, {
    policy,
    prompts: parts.demonstrations,
  });
  return {
    policy,
    own: { samples, accounts: { [sampling]: account } },
    evaluate: dealt.evaluator({ policy, where }),
  };
}

/** The demonstrations of a cell. */
function inject(
  { add, profile, gathered, material }: Sweep,
  parts: Parts,
  base: Base,
  { kind, baseRatio, ratio }: Point,
  seed: number,
): {
  readonly demonstrations: Dataset;
  readonly marks: Ref<typeof artifacts.marks>;
  readonly summary: Ref<typeof json>;
} {
  const ofBase = kind === "samples";
  const name = `injection/${kind}/${ofBase ? `base=${baseRatio}/` : ""}` +
    `ratio=${ratio}/seed=${seed}`;
  const injected = add(name, injection, {
    kind,
    ratio,
    seed,
    ...form(material, profile),
  }, {
    demonstrations: parts.demonstrations,
    ...ofBase && {
      // Not those that serve as negatives: equal pairs carry no signal.
      samples: add(
        `generation/for/${name}`,
        generation,
        { seed: seed + injectedSeed },
        { policy: base.policy, prompts: parts.demonstrations },
      ).samples,
    },
  });
  gathered.summaries[name] = injected.summary;
  return injected;
}

/** What injected responses have to look like. */
function form({ units }: Material, { model: { context } }: Profile) {
  return { units, context };
}

/** Sets the seeds of injected samples apart from those of all others. */
const injectedSeed = 1_000_000;
