import assert from "node:assert/strict";
import { profiles } from "../profiles.ts";
import { resultsOf } from "../testing/made_results.ts";
import { guideOf } from "./guide.ts";

const material = {
  results: resultsOf([]),
  evaluations: [],
  curves: [],
  summaries: [],
  calibrations: [],
};

function commands(profile: string, gold: "per_greedy" | "perplexity") {
  const results = { ...material.results, gold };
  return guideOf({ ...material, results }, profile)
    .flatMap(({ commands }) => commands);
}

Deno.test("the settings that the page names are the profile's", () => {
  const names = commands("default", "per_greedy").flatMap((command) =>
    [...command.matchAll(/--set ([\w.]+)=/g)].map((match) => match[1] as string)
  );
  assert.ok(names.length >= 2);
  for (const name of names) {
    const value = name.split(".").reduce<unknown>(
      (inner, part) => (inner as Record<string, unknown>)[part],
      profiles["default"],
    );
    assert.notEqual(value, undefined, name);
  }
});

Deno.test("commands name the profile, and a file where its texts are one", () => {
  assert.ok(commands("default", "per_greedy").includes("deno task reproduce"));
  assert.ok(
    commands("smoke", "per_greedy").includes(
      "deno task reproduce --profile smoke",
    ),
  );
  const own = commands("own", "perplexity");
  assert.ok(own.includes("deno task reproduce --profile own --data FILE"));
  // An audit is of the whole store, and refuses a file beside it.
  assert.ok(own.includes("deno task audit"));
});

Deno.test("no lock is promised for texts of one's own", () => {
  const words = guideOf(material, "default").map(({ text }) => text).join();
  assert.match(words, /The lock says which bytes must come out/);
  const results = { ...material.results, gold: "perplexity" as const };
  const own = guideOf({ ...material, results }, "own")
    .map(({ text }) => text).join();
  assert.doesNotMatch(own, /The lock says/);
  assert.match(own, /No lock says which bytes must come out of a file/);
});
