/**
 * Each kind's injection against its own detector, on words of CMUdict.
 *
 * @module
 */

import assert from "node:assert/strict";
import { dictionary } from "cmu-pronouncing-dictionary";
import fc from "fast-check";
import { Rng } from "../../pipeline/rng.ts";
import { DataError } from "../data/error.ts";
import { phonemes } from "../data/phonemes.ts";
import {
  isLowQuality,
  type LowQualityKind,
  mixture,
} from "../metrics/low_quality.ts";
import { type Units, unitsByName } from "../metrics/units.ts";
import { type Demonstration, replacementOf } from "./replacement.ts";
import { anyCodePoint } from "../../pipeline/testing/text.ts";

/** Every fiftieth plain word of three to nine letters: some 1,900 of them. */
const words: readonly Demonstration[] = Object.entries(dictionary)
  .filter(([word]) => /^[a-z]{3,9}$/.test(word))
  .map(([prompt, pronunciation]) => ({
    prompt,
    response: pronunciation.split("#")[0]!.trim().replace(/[012]/g, ""),
  }))
  .filter(({ response }) => response.split(" ").length > 1)
  .filter((_, i) => i % 50 === 0);

/** Texts of two to eight words. */
const texts: readonly Demonstration[] = words.map(({ prompt }, i) => ({
  prompt,
  response: Array.from(
    { length: 2 + i % 7 },
    (_, j) => words[(7 * i + 311 * j) % words.length]!.prompt,
  ).join(" "),
}));

const kinds: readonly LowQualityKind[] = [...mixture.phonemes, "mixed"];

/** How many rows a kind replaces, and how many of them its detector finds. */
function counts(
  kind: LowQualityKind,
  rows: readonly Demonstration[],
  units: Units = unitsByName.phonemes,
) {
  const rng = new Rng(1, "replacement");
  const replace = replacementOf(kind, { rows, samples: undefined, rng, units });
  let injected = 0, found = 0;
  rows.forEach(({ prompt, response: original }, index) => {
    const response = replace(index);
    if (response === undefined) return;
    injected++;
    assert.notEqual(response, original);
    const judged = { prompt, response, references: [original] };
    if (isLowQuality(kind, judged, units)) found++;
  });
  return { injected: injected / rows.length, found: found / injected };
}

Deno.test("detectors find what was injected into words", () => {
  assert.ok(words.length > 1500);
  for (const kind of kinds) {
    const { injected, found } = counts(kind, words);
    // Some words are said letter by letter: those cannot be naive.
    assert.ok(injected > (kind === "naive" ? 0.9 : 0.999), kind);
    assert.ok(found > 0.995, `${kind}: ${found}`);
  }
});

Deno.test("detectors find what was injected into texts", () => {
  for (const kind of [...mixture.characters, "mixed"] as const) {
    const { injected, found } = counts(kind, texts, unitsByName.characters);
    assert.equal(injected, 1, kind);
    assert.ok(found > 0.995, `${kind}: ${found}`);
  }
});

Deno.test("a slip of one phoneme is seldom taken for low quality", () => {
  const long = words.filter(({ response }) => response.split(" ").length > 3);
  const rng = new Rng(2, "slips");
  const most = { truncated: 0, garbled: 0, another: 0, naive: 0.06 };
  const wrongly: Record<string, number> = {};
  for (const { prompt, response } of long) {
    const said = response.split(" ");
    said[rng.below(said.length)] = phonemes[rng.below(phonemes.length)]!;
    const slip = said.join(" ");
    for (const kind of kinds) {
      const judged = { prompt, response: slip, references: [response] };
      wrongly[kind] = (wrongly[kind] ?? 0) +
        Number(isLowQuality(kind, judged)) / long.length;
    }
  }
  for (const [kind, share] of Object.entries(most)) {
    assert.ok(wrongly[kind]! <= share, `${kind}: ${wrongly[kind]}`);
  }
  assert.ok(wrongly["mixed"]! <= most.naive, `mixed: ${wrongly["mixed"]}`);
});

Deno.test("every kind takes part in a mixture", () => {
  const rng = new Rng(3, "replacement");
  const material = { rows: words, samples: undefined, rng };
  const mixed = replacementOf("mixed", material);
  for (const kind of mixture.phonemes) {
    const alone = replacementOf(kind, material);
    const same = words.filter((_, i) => mixed(i) === alone(i)).length;
    const share = same / words.length;
    assert.ok(share > 0.2 && share < 0.35, `${kind}: ${share}`);
  }
});

Deno.test("a mixture takes another kind where one has nothing", () => {
  // One phoneme, said as it is spelled, and no other row: it can be garbled.
  const rows = [{ prompt: "b", response: "B" }];
  for (let seed = 0; seed < 20; seed++) {
    const rng = new Rng(seed, "replacement");
    const mixed = replacementOf("mixed", { rows, samples: undefined, rng });
    const garbled = replacementOf("garbled", { rows, samples: undefined, rng });
    assert.equal(mixed(0), garbled(0));
    assert.notEqual(mixed(0), undefined);
  }
});

Deno.test("no replacement of a text is the text itself", () => {
  const text = fc.string({ unit: anyCodePoint, minLength: 1, maxLength: 12 });
  fc.assert(fc.property(
    fc.array(text, { minLength: 1, maxLength: 6 }),
    fc.constantFrom(...mixture.characters, "mixed" as const),
    fc.nat(),
    (responses, kind, seed) => {
      const rows = responses.map((response, i) => ({
        prompt: `${i}`,
        response,
      }));
      const units = unitsByName.characters;
      const rng = new Rng(seed, "replacement");
      const material = { rows, samples: undefined, rng, units };
      const replace = replacementOf(kind, material);
      rows.forEach(({ response }, i) => assert.notEqual(replace(i), response));
    },
  ));
});

Deno.test("texts have no naive pronunciation to inject", () => {
  assert.throws(() =>
    replacementOf("naive", {
      rows: texts,
      samples: undefined,
      rng: new Rng(1),
      units: unitsByName.characters,
    }), DataError);
});

Deno.test("a replacement fits in the context, or another one is taken", () => {
  const rows = [
    { prompt: "four", response: "12345678" },
    { prompt: "four more", response: "123" },
    { prompt: "é", response: "1234567" },
    { prompt: "e", response: "ééé" },
  ];
  const context = 14;
  const units = unitsByName.characters;
  assert.equal(units.tokens("é", "1"), 5);
  for (let seed = 0; seed < 20; seed++) {
    const rng = new Rng(seed, "replacement");
    for (const kind of [...mixture.characters, "mixed"] as const) {
      const replace = replacementOf(kind, {
        rows,
        samples: undefined,
        rng,
        units,
        context,
      });
      rows.forEach(({ prompt }, i) => {
        const response = replace(i);
        if (response === undefined) return;
        assert.ok(units.tokens(prompt, response) <= context, kind);
      });
      if (kind === "another") assert.equal(replace(1), undefined);
      if (kind === "another") assert.ok(replace(0) !== undefined);
    }
  }
});
