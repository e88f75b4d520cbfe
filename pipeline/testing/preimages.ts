/**
 * Made-up preimages of every shape, for properties.
 *
 * @module
 */

import fc from "fast-check";
import type { Digest } from "../identity/digest.ts";
import { sha256 } from "../identity/hash.ts";
import type { Code, Json, Preimage } from "../identity/preimage.ts";
import { anyCodePoint } from "./text.ts";

/** Texts that can be encoded: without lone surrogates. */
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.string({ unit: anyCodePoint, maxLength: 4 }).filter((s) =>
    s.isWellFormed()
  ),
  fc.constantFrom("a", "b", "a.b", "a,b", "__proto__", "constructor", ""),
);

const digest = fc.constantFrom<Digest>(...["a", "b", "c"].map(sha256));

/** JSON data with well-formed texts, which is all that can be encoded. */
export const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(null, true, false, 0, 1, -0.5, 1e21),
    fc.double({ noNaN: true, noDefaultInfinity: true })
      .map((number) => Object.is(number, -0) ? 0 : number),
    text,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(text, tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

function entries<T>(
  value: fc.Arbitrary<T>,
  minKeys = 0,
): fc.Arbitrary<Record<string, T>> {
  return fc.dictionary(text, value, {
    minKeys,
    maxKeys: 4,
    noNullPrototype: true,
  });
}

/** What a stage's code is made of. Optional fields are absent, never empty. */
const code: fc.Arbitrary<Code> = fc.record({
  files: entries(digest),
  packages: entries(text),
  compilerOptions: entries(json),
  imports: entries(text),
  scopes: entries(entries(text, 1), 1),
  versions: entries(fc.array(text, { minLength: 1, maxLength: 3 }), 1),
  unstable: fc.array(text, { minLength: 1, maxLength: 3 }),
}, {
  requiredKeys: ["files", "packages", "compilerOptions", "imports"],
  noNullPrototype: true,
});

/** Preimages. Texts are drawn from few, so that two have much in common. */
export const preimage: fc.Arbitrary<Preimage> = fc.record({
  version: fc.constant(1),
  kind: text,
  code,
  deno: text,
  params: entries(json),
  inputs: entries(digest),
  tools: entries(digest, 1),
  source: digest,
  device: fc.oneof(
    fc.constantFrom<Preimage["device"]>("none", "wasm", "webgpu:"),
    text.map((adapter): Preimage["device"] => `webgpu:${adapter}`),
  ),
}, {
  requiredKeys: [
    "version",
    "kind",
    "code",
    "deno",
    "params",
    "inputs",
    "device",
  ],
  noNullPrototype: true,
});

/**
 * A preimage, and one in which a single field is another one: replaced, or
 * only one of its entries, or left out.
 */
export const changed: fc.Arbitrary<[Preimage, Preimage]> = fc.tuple(
  preimage,
  preimage,
  fc.nat(),
  fc.nat(),
  fc.boolean(),
).map(([one, other, n, m, whole]) => {
  const places = [
    ...Object.keys({ ...one, ...other }).filter((name) => name !== "code"),
    ...Object.keys({ ...one.code, ...other.code }).map((name) =>
      `code.${name}`
    ),
  ];
  const [name = "", inner] = places[n % places.length]!.split(".");
  if (inner === undefined) return [one, replace(one, other, name, m, whole)];
  return [one, {
    ...one,
    code: replace(one.code, other.code, inner, m, whole),
  }];
});

function replace<T extends object>(
  one: T,
  other: T,
  name: string,
  m: number,
  whole: boolean,
): T {
  const from = one as Record<string, unknown>;
  const to = (other as Record<string, unknown>)[name];
  const { [name]: was, ...rest } = from;
  if (to === undefined) return rest as T;
  const isEntries = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (whole || !isEntries(was) || !isEntries(to)) return { ...one, [name]: to };
  const keys = Object.keys(to);
  if (keys.length === 0) return { ...one, [name]: to };
  const key = keys[m % keys.length]!;
  // Assigning to "__proto__" would do something else.
  return {
    ...one,
    [name]: Object.fromEntries([
      ...Object.entries(was).filter(([other]) => other !== key),
      [key, to[key]],
    ]),
  };
}
