import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import {
  decodeBase64,
  type Envelope,
  pae,
  readEnvelope,
  signEnvelope,
  verifyEnvelope,
} from "./dsse.ts";
import {
  type PublicKey,
  readPublicKey,
  readSigningKey,
  type SigningKey,
} from "./keys.ts";
import { writeTestKey } from "./testing/keys.ts";

const statement = '{"_type":"https://in-toto.io/Statement/v1"}';
const inToto = "application/vnd.in-toto+json";

/**
 * What DSSE publishes as test vectors for the keys of RFC 8032: payload, its
 * type, and the signature of the key A. Ed25519 has one signature only.
 */
const vectors = [
  {
    payload: new TextEncoder().encode(statement).toBase64(),
    payloadType: inToto,
    sig: "2WAfaHm5jluo0w+0rk8uVkluELJYWjSmU9x7EUzx+AyteDGJ4/nqyJXfmAUVFIAo" +
      "QafWm7AxBZNw5M9ixNHiCA==",
  },
  {
    payload: "-_-_Pj8=",
    payloadType: inToto,
    sig: "P-_KHICeR7tI6S_YyejJTRtrXhcQyQ2LYPaL8h90KjC9qN8HU_svOQ6TuDOT1HIr" +
      "sGW886DbWNWcCmX5twLrAw==",
  },
  {
    payload: new TextEncoder().encode(statement).toBase64(),
    payloadType: "application/vnd.exämple+json",
    sig: "xmSk/ug66ysT7ayhkCIjhAq42zgZXSsEWuzUaNL7w2eGAdF/NU6/fRXPtmfN+5DN" +
      "SAs5/i2lUnHjbbjPsu0tAw==",
  },
  {
    payload: "",
    payloadType: inToto,
    sig: "gSggCAaTLTYyRH6FIDBem6meyIynsYy8RTHVzwx9tnTb7Bg/1jMWnuVgI/gffqmb" +
      "sC2VX5/jHfkkDqsj7CDbDg==",
  },
];

const [a, b] = await (async () => {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const read = async (name: "A" | "B"): Promise<[SigningKey, PublicKey]> => {
      const { secret, open } = writeTestKey(folder, name);
      return [await readSigningKey(secret), await readPublicKey(open)];
    };
    return [await read("A"), await read("B")];
  } finally {
    Deno.removeSync(join(folder), { recursive: true });
  }
})();

Deno.test("the published vectors of DSSE verify, and by the right key only", async () => {
  for (const { sig, ...rest } of vectors) {
    const envelope = { ...rest, signatures: [{ sig }] };
    assert.deepEqual(
      await verifyEnvelope(envelope, a[1]),
      decodeBase64(rest.payload),
      rest.payloadType,
    );
    assert.equal(await verifyEnvelope(envelope, b[1]), null);
  }
});

Deno.test("what is signed has the published signature, and the key's id", async () => {
  const envelope = await signEnvelope(statement, inToto, a[0]);
  assert.deepEqual(envelope, {
    payload: vectors[0]!.payload,
    payloadType: inToto,
    signatures: [{ keyid: a[1].id, sig: vectors[0]!.sig }],
  });
  // Again, the same bytes.
  assert.deepEqual(await signEnvelope(statement, inToto, a[0]), envelope);
});

Deno.test("a payload of another type than was signed is refused", async () => {
  const [{ sig, payload }] = vectors as [typeof vectors[0]];
  const payloadType = "application/vnd.example.other+json";
  const envelope = { payload, payloadType, signatures: [{ sig }] };
  assert.equal(await verifyEnvelope(envelope, a[1]), null);
});

Deno.test("one valid signature of several is enough, whatever the key ids say", async () => {
  const one = await signEnvelope("text", inToto, a[0]);
  const two = await signEnvelope("text", inToto, b[0]);
  const lying = [...two.signatures, ...one.signatures]
    .map(({ sig }) => ({ keyid: "somebody", sig }));
  const both = { ...one, signatures: lying };
  assert.notEqual(await verifyEnvelope(both, a[1]), null);
  assert.notEqual(await verifyEnvelope(both, b[1]), null);
  const none = { ...one, signatures: [] };
  assert.equal(await verifyEnvelope(none, a[1]), null);
});

/** A text with one of its characters another one. */
function altered(text: string, at: number, by: string): string {
  const place = at % text.length;
  return text.slice(0, place) + by + text.slice(place + 1);
}

/** The same bytes in either alphabet are no change. */
function sameBytes(x: string, y: string): boolean {
  const a = decodeBase64(x), b = decodeBase64(y);
  return a !== null && b !== null && a.toHex() === b.toHex();
}

Deno.test("any other character in an envelope is refused", async () => {
  const whole = await signEnvelope(statement, inToto, a[0]);
  const [{ sig }] = whole.signatures as [Envelope["signatures"][0]];
  const character = fc.constantFrom(
    ..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=. \n",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      character,
      fc.constantFrom("payload", "payloadType", "sig"),
      async (at, by, field) => {
        const before = field === "sig"
          ? sig
          : whole[field as "payload" | "payloadType"];
        const after = altered(before, at, by);
        if (before === after) return;
        if (field !== "payloadType" && sameBytes(before, after)) return;
        const envelope = field === "sig"
          ? { ...whole, signatures: [{ sig: after }] }
          : { ...whole, [field]: after };
        assert.equal(await verifyEnvelope(envelope, a[1]), null);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("two different pairs of type and payload are never signed as the same", () => {
  // Of few letters, so that lengths and texts run into each other often.
  const text = fc.string({ unit: fc.constantFrom("1", " ", "a", "é") });
  fc.assert(
    fc.property(text, text, text, text, (t1, p1, t2, p2) => {
      const encoder = new TextEncoder();
      const one = pae(t1, encoder.encode(p1)).toHex();
      const two = pae(t2, encoder.encode(p2)).toHex();
      assert.equal(one === two, t1 === t2 && p1 === p2);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("base64 is read in either alphabet, and only as it is written", () => {
  const bytes = Uint8Array.of(0xfb, 0xff, 0xbf, 0x3e);
  assert.deepEqual(decodeBase64("+/+/Pg=="), bytes);
  assert.deepEqual(decodeBase64("-_-_Pg=="), bytes);
  assert.deepEqual(decodeBase64("-_-_Pg"), bytes);
  // Bits that no byte has, both alphabets, white space, too much padding.
  for (const bad of ["+/+/Ph==", "+_+_Pg==", "+/+/ Pg==", "+/+/Pg===", "+"]) {
    assert.equal(decodeBase64(bad), null, bad);
  }
});

Deno.test("what is no envelope is none", () => {
  const whole = { payload: "", payloadType: "", signatures: [] };
  assert.deepEqual(readEnvelope(JSON.stringify(whole)), whole);
  assert.notEqual(readEnvelope(JSON.stringify({ ...whole, more: 1 })), null);
  for (
    const bad of [
      "",
      "{",
      "[]",
      "null",
      JSON.stringify({ ...whole, payload: 1 }),
      JSON.stringify({ ...whole, signatures: {} }),
      JSON.stringify({ ...whole, signatures: [{ keyid: "a" }] }),
    ]
  ) assert.equal(readEnvelope(bad), null, bad);
});
