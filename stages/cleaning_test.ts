import assert from "node:assert/strict";
import fc from "fast-check";
import type { z } from "zod";
import { cleaning, type CleaningSummary } from "./cleaning.ts";
import { entriesColumns, referencesColumns } from "./data/columns.ts";
import type { Entry } from "./data/declared.ts";
import { DataError } from "./data/error.ts";
import { readRows, writeRows } from "./data/parquet.ts";
import { phonemes, vowels } from "./data/phonemes.ts";
import { source } from "./source.ts";
import { digestOf, execute, temporaryFolder } from "./testing/context.ts";

interface Cleaned {
  readonly clean: Record<string, unknown>[];
  readonly summary: CleaningSummary;
  readonly digests: readonly string[];
}

/** Cleans entries given as pairs. */
async function clean(
  pairs: readonly (readonly [string, string])[],
  params: z.input<typeof cleaning.params> = {},
): Promise<Cleaned> {
  await using folder = await temporaryFolder();
  const entries = `${folder.path}/entries.parquet`;
  await writeRows(
    entries,
    entriesColumns,
    pairs.map(([word, pronunciation]) => ({ word, pronunciation })),
  );
  await using done = await execute(cleaning, { params, inputs: { entries } });
  const rows = await readRows(done.outputs.clean, referencesColumns);
  return {
    clean: rows.map((row) => ({ ...row })),
    summary: JSON.parse(await Deno.readTextFile(done.outputs.summary)),
    digests: Object.values(done.outputs).map(digestOf),
  };
}

const plainly: readonly (readonly [string, string])[] = [
  ["zoo", "Z UW1"],
  ["Cat(2)", "K AA1 T"],
  ["cat", "K AE1 T"],
  ["cat(3)", "K AE2 T"],
  ["dog", "D AO1 Q"],
  ["dog(2)", "D AO1 G # a comment"],
  ["tab", " T\tAE1  B "],
];

Deno.test("entries are normalised, gathered by word and ordered", async () => {
  const { clean: rows, summary } = await clean(plainly);
  assert.deepEqual(rows, [
    { prompt: "cat", response: "K AE T", references: "K AE T|K AA T" },
    { prompt: "dog", response: "D AO G", references: "D AO G" },
    { prompt: "tab", response: "T AE B", references: "T AE B" },
    { prompt: "zoo", response: "Z UW", references: "Z UW" },
  ]);
  assert.equal(summary.rowsIn, 7);
  assert.equal(summary.rowsOut, 4);
  assert.equal(summary.alternatives, 1);
});

Deno.test("every fault is dropped for its own reason, with examples", async () => {
  const long = Array(11).fill("AH0").join(" ");
  const { clean: rows, summary } = await clean([
    ["cat", "K AE1 T"],
    ["cat(2)", "K AE0 T"],
    ["", "K AE1 T"],
    ["nil", "# only a comment"],
    ["o'er", "AO1 R"],
    ["able-bodied", "EY1 B"],
    ["\u212Ait", "K IH1 T"], // the Kelvin sign, which is k in lower case
    ["3d", "TH R IY1 D IY1"],
    ["kit", "K2 IH1 T"],
    ["sit", "S IH1 T_"],
    ["lower", "l ow1 er0"],
    ["ab", "AE1 B"],
    ["abcdefghij", "AE1 B"],
    ["eau", "OW1"],
    ["www", long],
    ["www(2)", "W W W"],
  ]);
  assert.deepEqual(rows.map((row) => row.prompt), ["cat"]);
  assert.deepEqual(summary.dropped, [
    {
      reason: "empty",
      rows: 2,
      examples: [": K AE1 T", "nil: # only a comment"],
    },
    {
      reason: "not a plain word",
      rows: 4,
      examples: ["3d: TH R IY1 D IY1", "able-bodied: EY1 B", "o'er: AO1 R"],
    },
    {
      reason: "unknown phoneme",
      rows: 3,
      examples: ["kit: K2 IH1 T", "lower: l ow1 er0", "sit: S IH1 T_"],
    },
    { reason: "duplicate", rows: 1, examples: ["cat(2): K AE0 T"] },
    { reason: "too few letters", rows: 1, examples: ["ab: AE1 B"] },
    { reason: "too many letters", rows: 1, examples: ["abcdefghij: AE1 B"] },
    { reason: "too few phonemes", rows: 1, examples: ["eau: OW1"] },
    {
      reason: "too many phonemes",
      rows: 2,
      examples: [`www: ${long}`, "www(2): W W W"],
    },
  ]);
});

Deno.test("bounds are inclusive and go by the first pronunciation", async () => {
  const pairs = [
    ["ab", "AE1 B"],
    ["ab(2)", "EY1 B IY1 Z"],
    ["abc", "EY1"],
    ["a", "AH0 B"],
  ] as const;
  const { clean: rows } = await clean(pairs, {
    minLetters: 2,
    maxLetters: 2,
    minPhonemes: 2,
    maxPhonemes: 2,
  });
  assert.deepEqual(rows, [
    { prompt: "ab", response: "AE B", references: "AE B|EY B IY Z" },
  ]);
});

/** What cleaning should do, row by row and without SQL. */
function model(pairs: readonly Entry[]): Map<string, string[]> {
  const words = new Map<string, [number, string, string, string][]>();
  for (const { word, pronunciation } of pairs) {
    const match = /^([A-Za-z]+)(?:\(([0-9]+)\))?$/.exec(word);
    if (match === null) continue;
    const said = pronunciation.replace(/#.*$/, "").trim().split(/ +/)
      .map((phoneme) =>
        vowels.some((vowel) => vowel === phoneme.slice(0, -1))
          ? phoneme.replace(/[012]$/, "")
          : phoneme
      );
    if (!said.every((phoneme) => phonemes.includes(phoneme))) continue;
    const spelling = match[1]!.toLowerCase();
    if (!words.has(spelling)) words.set(spelling, []);
    words.get(spelling)!.push([
      Number(match[2] ?? 1),
      word,
      pronunciation,
      said.join(" "),
    ]);
  }
  const kept = new Map<string, string[]>();
  for (const [spelling, found] of words) {
    found.sort((a, b) => a[0] - b[0] || order(a[1], b[1]) || order(a[2], b[2]));
    const references = [...new Set(found.map((entry) => entry[3]))];
    const sounds = references[0]!.split(" ").length;
    if (spelling.length < 2 || spelling.length > 3) continue;
    if (sounds < 2 || sounds > 3) continue;
    kept.set(spelling, references);
  }
  return kept;
}

const order = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;

Deno.test("any entries come out as a plain program would have them", async () => {
  const word = fc.tuple(
    fc.string({ unit: fc.constantFrom(..."abAB'"), maxLength: 4 }),
    fc.constantFrom("", "", "(2)", "(3)", "(10)", "()"),
  ).map((parts) => parts.join(""));
  const pronunciation = fc.tuple(
    fc.array(
      fc.constantFrom("AE1", "AE0", "AE", "B", "B", "T", "B1", "X", ""),
      { maxLength: 5 },
    ).map((said) => said.join(" ")),
    fc.constantFrom("", "", " # note"),
  ).map((parts) => parts.join(""));
  const pairs = fc.sample(fc.tuple(word, pronunciation), {
    numRuns: 3000,
    seed: 1,
  });
  const { clean: rows, summary } = await clean(pairs, {
    minLetters: 2,
    maxLetters: 3,
    minPhonemes: 2,
    maxPhonemes: 3,
  });
  const expected = model(
    pairs.map(([word, pronunciation]) => ({ word, pronunciation })),
  );
  assert.deepEqual(
    rows,
    [...expected].sort(([a], [b]) => order(a, b)).map(([prompt, all]) => ({
      prompt,
      response: all[0],
      references: all.join("|"),
    })),
  );
  const lost = summary.dropped.reduce((sum, { rows }) => sum + rows, 0);
  assert.equal(summary.rowsIn, 3000);
  assert.equal(summary.rowsOut + summary.alternatives + lost, 3000);
  assert.equal(
    summary.alternatives,
    rows.reduce(
      (sum, row) => sum + String(row.references).split("|").length - 1,
      0,
    ),
  );
});

Deno.test("two runs give the same bytes, in whatever order entries come", async () => {
  const first = await clean(plainly);
  const second = await clean(plainly.toReversed());
  assert.deepEqual(first.digests, second.digests);
});

Deno.test("entries of which none is left are refused with the reasons", async () => {
  const refused = (error: unknown) => {
    assert(error instanceof DataError, String(error));
    return error.message;
  };
  await assert.rejects(
    () => clean([["o'er", "AO1 R"], ["ab", "AE1 B"]]),
    (e) =>
      /none of 2 is left \(not a plain word: 1, too few letters: 1\)/.test(
        refused(e),
      ),
  );
  await assert.rejects(
    () => clean([]),
    (e) => /none of 0 is left \(there are no entries\)/.test(refused(e)),
  );
});

Deno.test("a file that is not of entries is refused by name", async () => {
  await using folder = await temporaryFolder();
  const entries = `${folder.path}/entries.parquet`;
  await Deno.writeTextFile(entries, "word,pronunciation\n");
  await assert.rejects(
    () => execute(cleaning, { params: {}, inputs: { entries } }),
    (error) => error instanceof DataError && error.message.includes(entries),
  );
});

Deno.test("CMUdict comes out as the data card says", async () => {
  await using raw = await execute(source, {
    params: { name: "cmudict" },
    inputs: {},
  });
  await using done = await execute(cleaning, {
    params: {},
    inputs: { entries: raw.outputs.entries },
  });
  const summary: CleaningSummary = JSON.parse(
    await Deno.readTextFile(done.outputs.summary),
  );
  assert.deepEqual(
    {
      rowsIn: summary.rowsIn,
      rowsOut: summary.rowsOut,
      alternatives: summary.alternatives,
      dropped: summary.dropped.map(({ rows }) => rows),
    },
    {
      rowsIn: 135_155,
      rowsOut: 97_473,
      alternatives: 6_011,
      dropped: [0, 9_307, 0, 281, 295, 21_757, 19, 12],
    },
  );
  assert.deepEqual(done.metrics, { words: 97_473, dropped: 31_671 });
});
