/**
 * The experiment's recipe: is reward learning robust to low-quality
 * demonstrations? Read it from top to bottom; each call adds a stage.
 *
 * @module
 */

import type { json } from "../pipeline/artifact.ts";
import { type Add, recipe, type Ref } from "../pipeline/recipe.ts";
import type * as artifacts from "./artifacts.ts";
import { cleaning } from "./cleaning.ts";
import { comparison } from "./comparison.ts";
import { evaluation } from "./evaluation.ts";
import { generation } from "./generation.ts";
import { injection } from "./injection.ts";
import { policyUpdate } from "./policy_update.ts";
import { pretraining } from "./pretraining.ts";
import { type Profile, profiles } from "./profiles.ts";
import { report } from "./report.ts";
import { rewardLearning } from "./reward_learning.ts";
import { selfPlay } from "./self_play.ts";
import { sft } from "./sft.ts";
import { source } from "./source.ts";
import { split } from "./split.ts";

type Policy = Ref<typeof artifacts.policy>;
type Reward = Ref<typeof artifacts.reward>;
type Dataset = Ref<typeof artifacts.dataset>;
type Samples = Ref<typeof artifacts.samples>;

/** What the stages of one experiment leave for the report. */
interface Gathered {
  readonly evaluations: Record<string, Ref<typeof artifacts.evaluation>>;
  readonly curves: Record<string, Ref<typeof artifacts.curves>>;
  readonly summaries: Record<string, Ref<typeof json>>;
}

/** What the methods of one cell of the sweep have in common. */
interface Cell {
  readonly add: Add;
  readonly profile: Profile;
  readonly ratio: number;
  readonly seed: number;
  /** `ratio=0.35/seed=1` */
  readonly where: string;
  readonly base: Policy;
  readonly demonstrations: Dataset;
  readonly gathered: Gathered;
  readonly evaluate: (method: string, policy: Policy) => void;
}

export default recipe<Profile>({
  doc: "Reward learning against imitation, on demonstrations of mixed quality.",
  profiles,
  build(profile, add) {
    const gathered: Gathered = { evaluations: {}, curves: {}, summaries: {} };
    const { entries } = add("source/cmudict", source, { name: "cmudict" }, {});
    const cleaned = add("cleaning", cleaning, profile.words, { entries });
    gathered.summaries["cleaning"] = cleaned.summary;
    for (const seed of profile.seeds) {
      const parts = add(
        `split/seed=${seed}`,
        split,
        { ...profile.split, seed },
        { clean: cleaned.clean },
      );
      const base = pretrain(add, profile, seed, parts.pretraining, gathered);
      for (const ratio of profile.ratios) {
        const where = `ratio=${ratio}/seed=${seed}`;
        const injected = add(
          `injection/${where}`,
          injection,
          { kind: profile.kind, ratio, seed },
          { demonstrations: parts.demonstrations },
        );
        gathered.summaries[`injection/${where}`] = injected.summary;
        const evaluate = evaluator(
          { add, profile, ratio, seed, where, base, gathered },
          parts.test,
        );
        const cell: Cell = {
          add,
          profile,
          ratio,
          seed,
          where,
          base,
          demonstrations: injected.demonstrations,
          gathered,
          evaluate,
        };
        evaluate("base", base);
        const imitated = imitation(cell);
        const own = sample(cell, "base", base);
        spin(cell, imitated);
        irft(cell, own);
        rft(cell, own);
      }
    }
    const { results } = add("comparison", comparison, {
      notices: [...profile.notices],
    }, {
      evaluations: gathered.evaluations,
    });
    const { page } = add("report", report, {
      profile: profile.name,
      notices: profile.notices.map((notice) => `${notice}.`),
    }, { results, ...gathered });
    return { results, report: page };
  },
});

/** The base policy. Its data pass through an injection of their own. */
function pretrain(
  add: Add,
  profile: Profile,
  seed: number,
  data: Dataset,
  gathered: Gathered,
): Policy {
  const where = `ratio=${profile.baseRatio}/seed=${seed}`;
  const injected = add(
    `injection/pretraining/${where}`,
    injection,
    { kind: profile.kind, ratio: profile.baseRatio, seed },
    { demonstrations: data },
  );
  gathered.summaries[`injection/pretraining/${where}`] = injected.summary;
  const name = `pretraining/${where}`;
  const trained = add(
    name,
    pretraining,
    { ...profile.model, ...profile.pretraining, seed },
    { data: injected.demonstrations },
  );
  gathered.curves[name] = trained.curves;
  return trained.policy;
}

/** Adds the evaluation of one policy of a cell. */
function evaluator(
  { add, profile, ratio, seed, where, base, gathered }: Omit<
    Cell,
    "evaluate" | "demonstrations"
  >,
  test: Ref<typeof artifacts.references>,
): Cell["evaluate"] {
  return (method, policy) => {
    const label = `${method.replaceAll(" ", "-")}/${where}`;
    const { evaluation: result } = add(`evaluation/${label}`, evaluation, {
      method,
      ratio,
      baseRatio: profile.baseRatio,
      kind: profile.kind,
      seed,
    }, { policy, base, references: test });
    gathered.evaluations[label] = result;
  };
}

/** Supervised fine-tuning of the base. */
function imitation(cell: Cell): Policy {
  const { add, profile, seed, base, demonstrations, gathered } = cell;
  const name = `sft/${cell.where}`;
  const trained = add(name, sft, { ...profile.sft, seed }, {
    base,
    demonstrations,
  });
  gathered.curves[name] = trained.curves;
  cell.evaluate("sft", trained.policy);
  return trained.policy;
}

/** A policy's own responses to the demonstrations' prompts. */
function sample(
  { add, where, seed, demonstrations }: Cell,
  of: string,
  policy: Policy,
): Samples {
  return add(`generation/${of}/${where}`, generation, { seed }, {
    policy,
    prompts: demonstrations,
  }).samples;
}

/** SPIN as published: one round, from the imitated policy. */
function spin(cell: Cell, imitated: Policy): void {
  const { add, profile, where, seed, demonstrations, gathered } = cell;
  const name = `self-play/spin/${where}`;
  const played = add(name, selfPlay, { ...profile.spin, seed }, {
    policy: imitated,
    demonstrations,
    samples: sample(cell, "sft", imitated),
  });
  gathered.curves[name] = played.curves;
  cell.evaluate("spin", played.policy);
}

/** IRFT: T rounds from the base, each against the policy it begins with. */
function irft(cell: Cell, own: Samples): void {
  const { add, profile, where, seed, demonstrations, gathered } = cell;
  const { rounds, ...settings } = profile.irft;
  let current = cell.base;
  for (let round = 1; round <= rounds; round++) {
    const name = `self-play/irft/${where}/round=${round}`;
    const played = add(name, selfPlay, { ...settings, seed }, {
      policy: current,
      demonstrations,
      samples: round === 1
        ? own
        : sample(cell, `irft-round-${round - 1}`, current),
    });
    current = played.policy;
    gathered.curves[name] = played.curves;
    cell.evaluate(round === rounds ? "irft" : `irft round ${round}`, current);
  }
}

/**
 * RFT: rounds of generate, learn a reward, update the policy. The reference
 * stays the base; samples of all rounds are pooled, and the reward goes on from
 * the round before.
 */
function rft(cell: Cell, own: Samples): void {
  const { add, profile, where, seed, base, demonstrations, gathered } = cell;
  const { rounds, reward: learning, policy: update } = profile.rft;
  const pooled: Record<string, Samples> = {};
  let current = base;
  let judge: Reward | undefined;
  for (let round = 1; round <= rounds; round++) {
    pooled[`round=${round}`] = round === 1
      ? own
      : sample(cell, `rft-round-${round - 1}`, current);
    const judging = `reward/rft/${where}/round=${round}`;
    const learned = add(judging, rewardLearning, { ...learning, seed }, {
      ...(judge ? { previous: judge } : { base }),
      demonstrations,
      samples: { ...pooled },
    });
    judge = learned.reward;
    const name = `policy/rft/${where}/round=${round}`;
    const updated = add(name, policyUpdate, { ...update, seed }, {
      policy: current,
      base,
      rewards: { one: judge },
      prompts: demonstrations,
    });
    current = updated.policy;
    gathered.curves[judging] = learned.curves;
    gathered.curves[name] = updated.curves;
    cell.evaluate(round === rounds ? "rft" : `rft round ${round}`, current);
  }
}
