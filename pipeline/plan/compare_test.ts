import assert from "node:assert/strict";
import { sha256 } from "../identity/hash.ts";
import type { Preimage } from "../identity/preimage.ts";
import { makePreimage, makeRecord, makeTempStore } from "../testing/store.ts";
import { comparePreimages } from "./compare.ts";
import { nearestRecord } from "./nearest.ts";

const lines = (a: Partial<Preimage>, b: Partial<Preimage>) =>
  comparePreimages(makePreimage(a), makePreimage(b)).map(({ line }) => line);

Deno.test("equal preimages have no differences", () => {
  const fields = { params: { b: [1], a: {} }, inputs: { x: sha256("x") } };
  assert.deepEqual(lines(fields, structuredClone(fields)), []);
});

Deno.test("every field is named in one line", () => {
  const code = makePreimage().code;
  const x = sha256("x"), y = sha256("y");
  const before: Partial<Preimage> = {
    deno: "2.9.6",
    device: "wasm",
    params: { lr: 0.1, schedule: { kind: "cosine", warmup: 10 }, gone: true },
    inputs: { demonstrations: x, "curves/a": x },
    code: {
      ...code,
      files: { "learn/a.ts": x, "learn/b.ts": x },
      packages: { "zod@4.6.6": "sha512-a", "vega@6.4.0": "sha512-a" },
      imports: { zod: "npm:zod@4.6.6" },
    },
  };
  const after: Partial<Preimage> = {
    deno: "2.9.7",
    device: "webgpu:NVIDIA H100",
    params: { lr: 0.2, schedule: { kind: "linear", warmup: 10 } },
    inputs: { demonstrations: y, "curves/b": x },
    code: {
      ...code,
      files: { "learn/b.ts": y, "learn/c.ts": x },
      packages: { "zod@4.6.7": "sha512-b", "vega@6.4.0": "sha512-b" },
      imports: { zod: "npm:zod@4.6.7" },
      unstable: ["webgpu"],
    },
  };
  assert.deepEqual(lines(before, after), [
    "code: learn/a.ts removed",
    "code: learn/b.ts changed",
    "code: learn/c.ts added",
    "package vega@6.4.0: integrity changed",
    "package zod: 4.6.6 -> 4.6.7",
    'import zod: "npm:zod@4.6.6" -> "npm:zod@4.6.7"',
    "unstable features: none -> webgpu",
    "deno: 2.9.6 -> 2.9.7",
    "param gone: true -> none",
    "param lr: 0.1 -> 0.2",
    'param schedule.kind: "cosine" -> "linear"',
    "input curves/a: removed",
    "input curves/b: added",
    `input demonstrations: ${x.slice(0, 8)} -> ${y.slice(0, 8)}`,
    "device: wasm -> webgpu:NVIDIA H100",
  ]);
});

Deno.test("an input that is not known yet is not compared", () => {
  const before = makePreimage({ inputs: { x: sha256("x") } });
  assert.deepEqual(
    comparePreimages(before, { ...before, inputs: { x: null } }),
    [],
  );
});

Deno.test("the nearest record has the most fields in common", () => {
  using temp = makeTempStore();
  const { store } = temp;
  const near = makeRecord({ params: { a: 1, b: 2, c: 3 } });
  store.writeRecord(near);
  store.writeRecord(makeRecord({ params: { a: 7, b: 8, c: 3 } }));
  store.writeRecord(makeRecord({ kind: "other", params: { a: 1 } }));
  const wanted = makePreimage({ params: { a: 1, b: 2, c: 4 } });
  assert.deepEqual(nearestRecord(store, "a/stage", wanted), near);
  assert.equal(nearestRecord(store, "another", wanted), null);
});
