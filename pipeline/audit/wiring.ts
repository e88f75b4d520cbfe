/**
 * Wiring: whether each stage of the lock read what the recipe gives it. Hashes
 * alone do not say so: whoever exchanges the outputs of two stages, in their
 * records and in the lock, leaves every name with the bytes that it is of.
 *
 * @module
 */

import type { Digest } from "../identity/digest.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { Lock } from "../lock.ts";
import type { Ref, Stage } from "../recipe.ts";
import { short } from "../store/mod.ts";
import { byHand, type Finding, findingsOf } from "./finding.ts";
import { recordOfEntry, type Survey } from "./survey.ts";

const { damage, note } = findingsOf("history");

/** The stages that a recipe has in a profile; none where nobody knows. */
export type KnownStages = (profile: string) => readonly Stage[];

/** An input of which the lock has other bytes where the recipe takes it from. */
interface Misread {
  readonly stage: string;
  readonly input: string;
  readonly ref: Ref;
  readonly found: Digest;
}

/** What the stages of one profile read. */
interface Reading {
  /** Outputs that some stage read as the lock has them. */
  readonly held: ReadonlySet<string>;
  readonly misread: readonly Misread[];
  /** Which outputs the lock has certain bytes for. */
  readonly origins: ReadonlyMap<Digest, readonly string[]>;
}

const idOf = (stage: string, output: string) => JSON.stringify([stage, output]);

/** An output in a message, from its id. */
function shown(id: string): string {
  const [stage, output] = JSON.parse(id) as [string, string];
  return `output "${output}" of "${stage}"`;
}

function readingOf(
  survey: Survey,
  entries: Lock["profiles"][string],
  stages: readonly Stage[],
): Reading {
  const held = new Set<string>();
  const misread: Misread[] = [];
  const origins = new Map<Digest, string[]>();
  for (const [stage, { outputs }] of Object.entries(entries)) {
    for (const [output, digest] of Object.entries(outputs)) {
      const known = origins.get(digest);
      if (known === undefined) origins.set(digest, [idOf(stage, output)]);
      else known.push(idOf(stage, output));
    }
  }
  for (const { name, inputs } of stages) {
    const entry = entries[name];
    const record = entry && recordOfEntry(survey, entry);
    // What a forged record says of its inputs is named as the forgery.
    if (record === undefined || survey.forged.has(record)) continue;
    for (const [input, ref] of Object.entries(inputs)) {
      const maker = entries[ref.stage];
      const expected = maker?.outputs[ref.output];
      const found = record.preimage.inputs[input];
      if (expected === undefined || found === undefined) continue;
      if (found === expected) held.add(idOf(ref.stage, ref.output));
      // It may give other bytes each time, and the lock has those of once.
      else if (maker?.determinism !== "none") {
        misread.push({ stage: name, input, ref, found });
      }
    }
  }
  return { held, misread, origins };
}

/**
 * Outputs are exchanged where everything that the recipe makes from either was
 * made from the other. A recipe that somebody wired anew and has not run yet
 * looks otherwise: the other readers of both outputs read what they should.
 */
function findingsOfProfile(
  profile: string,
  { held, misread, origins }: Reading,
): Finding[] {
  const wronged = Map.groupBy(
    misread,
    ({ ref }) => idOf(ref.stage, ref.output),
  );
  const isWronged = (id: string) => wronged.has(id) && !held.has(id);
  return [...wronged].flatMap(([id, readers]) => {
    const [{ stage, input, ref, found }] = readers as [Misread];
    const other = (origins.get(found) ?? []).find((one) => one !== id);
    // That nobody made them is a finding of its own.
    if (other === undefined) return [];
    if (!isWronged(id) || !isWronged(other)) {
      return readers.map((one) =>
        note(
          "input-rewired",
          `stage ${one.stage}`,
          `the recipe gives it ${shown(id)} as "${one.input}", and it read ` +
            `${short(one.found)}, which is ` +
            shown(origins.get(one.found)?.[0] ?? other),
        )
      );
    }
    const more = readers.length > 1 ? ` and of ${readers.length - 1} more` : "";
    return [byHand(damage(
      "outputs-exchanged",
      `lock ${profile} ${ref.stage}`,
      `its output "${ref.output}" was ${short(found)} when "${input}" of ` +
        `"${stage}"${more} read it, and in the lock that is ${shown(other)}: ` +
        "the two were exchanged",
    ))];
  });
}

/** Compares what stages read with what the recipe gives them. */
export function auditWiring(
  survey: Survey,
  lock: Lock | null,
  stagesOf: KnownStages,
): Finding[] {
  return Object.entries(lock?.profiles ?? {})
    .sort(([a], [b]) => compareCodePoints(a, b))
    .flatMap(([profile, entries]) => {
      const stages = stagesOf(profile);
      return findingsOfProfile(profile, readingOf(survey, entries, stages));
    });
}
