import assert from "node:assert/strict";
import { SecretLines } from "./secret_line.ts";

/** Reads a line for each prompt, of what arrives at a keyboard in pieces. */
function typed(prompts: number, ...pieces: readonly string[]) {
  const seen: string[] = [];
  const left = pieces.map((piece) => new TextEncoder().encode(piece));
  using lines = new SecretLines({
    readSync(into) {
      const piece = left.shift();
      if (piece === undefined) return null;
      into.set(piece);
      return piece.length;
    },
    setRaw: (raw) => void seen.push(raw ? "hidden" : "shown"),
  });
  const read = Array.from(
    { length: prompts },
    () => lines.read(() => void seen.push("asked")),
  );
  return { read, seen };
}

Deno.test("lines are hidden before the first is asked for until all are read", () => {
  const { read, seen } = typed(2, "s", "ecret", "\rtw", "ice\r");
  assert.deepEqual(read, ["secret", "twice"]);
  assert.deepEqual(seen, ["hidden", "asked", "asked", "shown"]);
  assert.deepEqual(typed(1, "x\x03").seen.at(-1), "shown");
});

Deno.test("keys that correct a line do so, and arrows are no part of it", () => {
  assert.deepEqual(typed(1, "ab\x7fc\r").read, ["ac"]);
  assert.deepEqual(typed(1, "aü€\b\x7fb\n").read, ["ab"]);
  assert.deepEqual(typed(1, "\x7f\x7fa\r").read, ["a"]);
  assert.deepEqual(typed(1, "wrong\x15right\r").read, ["right"]);
  assert.deepEqual(typed(1, "a", "\x1b[D", "b\r").read, ["ab"]);
});

Deno.test("lines that are pasted together are given one by one", () => {
  assert.deepEqual(typed(2, "one\rtwo\r").read, ["one", "two"]);
});

Deno.test("Ctrl-C, Ctrl-D and an end of what can be typed give no line", () => {
  for (const last of ["\x03", "abc\x03", "\x04", "abc"]) {
    assert.deepEqual(typed(1, last).read, [null]);
  }
  assert.deepEqual(typed(1, "\r").read, [""]);
});
