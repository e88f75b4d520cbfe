/**
 * Finding the artifact that a person means: by digest or key, by the first
 * digits of one, by a file or folder, by a stage, or by a stage's output.
 *
 * @module
 */

import { nearestNames, suggest } from "../suggest.ts";
import { byDigits } from "./by_digest.ts";
import { byPath } from "./by_path.ts";
import {
  type FoundArtifact,
  type Places,
  UnknownArtifactError,
  wholeOf,
} from "./found.ts";

/**
 * Finds an artifact.
 *
 * @throws UnknownArtifactError where nothing, or more than one thing, is meant.
 */
export function findArtifact(text: string, places: Places): FoundArtifact {
  // A stage's name may look like digits of a digest, not the other way round.
  const stage = byStage(text, places);
  if (stage !== null) return stage;
  const prefix = text.toLowerCase();
  if (/^[0-9a-f]+$/.test(prefix) && prefix.length <= 64) {
    const found = byDigits(prefix, places);
    if (found !== null) return found;
  }
  const inFolder = byPath(text, places);
  if (inFolder !== null) return inFolder;
  throw new UnknownArtifactError(
    `There is no artifact "${text}": it is no digest, key, file, stage or ` +
      `stage.output${hint(text, places)}`,
  );
}

/** What may have been meant: stages below it, or of a similar name. */
function hint(text: string, { stages, producers }: Places): string {
  const below = stages.filter((name) => name.startsWith(`${text}/`));
  if (below.length > 0) {
    return `; below "${text}/" there are stages, such as "${below[0]}"`;
  }
  if (nearestNames(text, stages).length > 0) return suggest(text, stages);
  return producers.records.length > 0
    ? ""
    : "; the store has no records yet, which reproduce makes and import takes in";
}

function byStage(text: string, places: Places): FoundArtifact | null {
  const whole = places.recordOfStage(text);
  if (whole !== null) return wholeOf(whole, "");
  // Stage names may hold dots themselves, as in `ratio=0.2`.
  const dot = text.lastIndexOf(".");
  if (dot < 1) return null;
  const record = places.recordOfStage(text.slice(0, dot));
  if (record === null) return null;
  const output = text.slice(dot + 1);
  const entry = record.outputs[output];
  if (entry === undefined) {
    const known = Object.keys(record.outputs);
    throw new UnknownArtifactError(
      `Stage "${record.stage}" has no output "${output}"` +
        suggest(output, known),
    );
  }
  return { digest: entry.digest, record, label: text };
}
