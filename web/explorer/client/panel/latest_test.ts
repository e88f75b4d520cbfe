import assert from "node:assert/strict";
import { Latest } from "./latest.ts";

Deno.test("an answer that arrives late never replaces a newer one", async () => {
  const latest = new Latest();
  const shown: string[] = [];
  const handlers = {
    done: (value: string) => void shown.push(value),
    failed: (message: string) => void shown.push(`failed: ${message}`),
  };
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  const third = Promise.withResolvers<string>();
  const asked = [
    latest.ask(() => first.promise, handlers),
    latest.ask(() => second.promise, handlers),
    latest.ask(() => third.promise, handlers),
  ];
  third.resolve("third");
  first.resolve("first");
  second.reject(new Error("second"));
  await Promise.all(asked);
  assert.deepEqual(shown, ["third"]);
});

Deno.test("what fails is told, unless it was dropped", async () => {
  const latest = new Latest();
  const shown: string[] = [];
  const handlers = {
    done: () => void shown.push("done"),
    failed: (message: string) => void shown.push(message),
  };
  await latest.ask(() => Promise.reject(new Error("no")), handlers);
  const asked = latest.ask(() => Promise.resolve("late"), handlers);
  latest.drop();
  await asked;
  assert.deepEqual(shown, ["no"]);
});
