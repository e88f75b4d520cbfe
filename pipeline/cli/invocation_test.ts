import assert from "node:assert/strict";
import { followUp, invocation, quote } from "./invocation.ts";

Deno.test("follow-up commands use npx where Deno was started by npx", () => {
  assert.equal(
    invocation("/home/a/.npm/_npx/1f/node_modules/deno/deno", "2.9.6"),
    "npx -y deno@2.9.6 task",
  );
  assert.equal(invocation("/usr/bin/deno", "2.9.6"), "deno task");
  assert.equal(
    invocation("C:\\npm-cache\\_npx\\1f\\deno.exe", "2.9.6"),
    "npx -y deno@2.9.6 task",
  );
});

Deno.test("follow-up commands keep the target and leave defaults out", () => {
  assert.equal(
    followUp("deno task", ["stage", "sft/*"], {
      profile: "smoke",
      device: "auto",
      store: "/a b",
    }),
    "deno task stage 'sft/*' --profile smoke --store '/a b'",
  );
  assert.equal(
    followUp("deno task", ["plan"], { profile: "default", device: "wasm" }),
    "deno task plan --device wasm",
  );
});

Deno.test("quoting survives a quote", () => {
  assert.equal(quote("it's"), `'it'\\''s'`);
  assert.equal(quote("sft/ratio=0.2"), "sft/ratio=0.2");
});
