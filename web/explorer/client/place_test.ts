import assert from "node:assert/strict";
import fc from "fast-check";
import {
  artifactPlace,
  comparePlace,
  formatPlace,
  type Location,
  parsePlace,
  stagePlace,
} from "./place.ts";
import { anyCodePoint } from "../../../pipeline/testing/text.ts";

const text = fc.string({ minLength: 1, unit: anyCodePoint }).filter((one) =>
  one.isWellFormed()
);
const beside = {
  view: fc.constantFrom("overview", "lineage", "everything"),
  down: fc.boolean(),
} as const;
const places: fc.Arbitrary<Location> = fc.oneof(
  fc.record({ at: fc.constant("stage"), stage: text, ...beside }),
  fc.record({ at: fc.constant("artifact"), digest: text, ...beside }),
  fc.record({ at: fc.constant("results"), ...beside }),
  fc.record({
    at: fc.constant("graph"),
    view: fc.constantFrom("overview", "everything"),
    down: fc.boolean(),
  }),
  fc.record({
    at: fc.constant("compare"),
    a: fc.constantFrom("ab12/1", "cd34/12"),
    b: fc.constantFrom("ab12/1", "cd34/12"),
    ...beside,
  }),
);

Deno.test("every place can be read from its own address", () => {
  fc.assert(fc.property(places, (place) => {
    assert.deepEqual(parsePlace(formatPlace(place)), { ...place });
  }));
});

Deno.test("an address says what it leads to", () => {
  assert.equal(
    stagePlace("policy/beta=1/50%"),
    "#/stage/policy/beta%3D1/50%25",
  );
  assert.equal(artifactPlace("ab"), "#/artifact/ab");
  assert.equal(comparePlace("ab/1", "cd/2"), "#/compare/ab.1/cd.2");
  assert.deepEqual(parsePlace("#/stage/policy/beta=1/50%25"), {
    at: "stage",
    stage: "policy/beta=1/50%",
    view: "lineage",
    down: false,
  });
});

Deno.test("what cannot be understood is the overview", () => {
  const overview = { at: "graph", view: "overview", down: false };
  for (
    const hash of ["", "#", "#/", "#/nowhere/x", "#/stage/", "#/compare/a"]
  ) {
    assert.deepEqual(parsePlace(hash), overview, hash);
  }
  // Not well formed, and shown as it stands.
  assert.deepEqual(parsePlace("#/stage/%E0%A4%A"), {
    at: "stage",
    stage: "%E0%A4%A",
    view: "lineage",
    down: false,
  });
});
