/**
 * What several policies say to the same prompts, joined by prompt.
 *
 * @module
 */

import { own } from "../model/own.ts";

/** Examples of one stage. */
export interface Said {
  /** The stage. */
  readonly from: string;
  readonly fields: readonly string[];
  readonly examples: readonly Readonly<Record<string, string>>[];
}

/** A column: a field of a stage's examples. */
export interface SampleColumn {
  readonly from: string;
  readonly field: string;
  /** Whether all stages agree on it, so that one column stands for them. */
  readonly shared: boolean;
}

/** What all of them say to a prompt; null where one was not asked. */
export interface SampleRow {
  readonly prompt: string;
  readonly cells: readonly (string | null)[];
}

/** Columns and rows of a comparison. */
export interface Joined {
  readonly columns: readonly SampleColumn[];
  readonly rows: readonly SampleRow[];
}

/** A field with these names says what should be said. */
const expected = new Set(["reference", "references", "original", "chosen"]);

/** The field that others are marked against; null where none is known. */
export function referenceOf(fields: readonly string[]): string | null {
  return fields.find((field) => expected.has(field)) ?? null;
}

/**
 * Joins examples by prompt, in the first one's order; prompts that only others
 * have come last. A prompt that one has several times is joined time by time.
 * What should be said stands once where all agree on it.
 */
export function joinSamples(said: readonly Said[]): Joined {
  const tables = said.map(({ examples }) => byPrompt(examples));
  const keys = [...new Set(tables.flatMap((table) => [...table.keys()]))];
  const columns: SampleColumn[] = [];
  const taken: { table: number; field: string }[] = [];
  const first = said[0];
  if (first === undefined) return { columns, rows: [] };
  const shared = referenceOf(first.fields);
  const agreed = shared !== null &&
    said.every(({ fields }, index) =>
      fields.includes(shared) &&
      [...tables[index]!].every(([key, example]) => {
        const other = tables[0]!.get(key);
        return other === undefined ||
          own(other, shared) === own(example, shared);
      })
    );
  if (agreed) {
    columns.push({ from: first.from, field: shared, shared: true });
    taken.push({ table: 0, field: shared });
  }
  said.forEach(({ from, fields }, table) => {
    for (const field of fields) {
      if (agreed && field === shared) continue;
      columns.push({ from, field, shared: false });
      taken.push({ table, field });
    }
  });
  const rows = keys.map((key) => ({
    prompt: key.slice(key.indexOf(" ") + 1),
    cells: taken.map(({ table, field }, column) => {
      const own = saidTo(tables[table]!, key, field);
      if (own !== undefined || !columns[column]!.shared) return own ?? null;
      const asked = tables.find((other) => other.has(key));
      return asked === undefined ? null : saidTo(asked, key, field) ?? null;
    }),
  }));
  return { columns, rows };
}

function saidTo(
  table: ReadonlyMap<string, Readonly<Record<string, string>>>,
  key: string,
  field: string,
): string | undefined {
  const example = table.get(key);
  return example === undefined ? undefined : own(example, field);
}

/** Examples by how often their prompt came before, and the prompt. */
function byPrompt(
  examples: readonly Readonly<Record<string, string>>[],
): Map<string, Readonly<Record<string, string>>> {
  const times = new Map<string, number>();
  return new Map(examples.map((example) => {
    const prompt = example["prompt"] ?? "";
    const time = times.get(prompt) ?? 0;
    times.set(prompt, time + 1);
    return [`${time} ${prompt}`, example];
  }));
}
