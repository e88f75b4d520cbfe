import assert from "node:assert/strict";
import { captureTerminal } from "../testing/terminal.ts";
import { HashingProgress } from "./hashing.ts";

const all = { objects: 40, bytes: 4e9 };

Deno.test("a long audit tells how far it is, how fast and how long still", () => {
  const terminal = captureTerminal(true);
  const progress = new HashingProgress(terminal, all, 0);
  progress.update(1, 1e8, 100);
  assert.equal(terminal.stderr(), "", "a short one says nothing");
  progress.update(9, 9e8, 1000);
  progress.update(10, 1e9, 1010);
  progress.update(30, 3e9, 3000);
  progress.stop();
  assert.deepEqual(terminal.stderr().split("\r\x1b[K"), [
    "",
    "Hashing ██▊········· · 9/40 objects · 900 MB of 4.0 GB · 900 MB/s",
    "Hashing █████████··· · 30/40 objects · 3.0 GB of 4.0 GB · 1.0 GB/s · 1 s left",
    "",
  ]);
});

Deno.test("where there is no terminal hashing says nothing", () => {
  const terminal = captureTerminal();
  const progress = new HashingProgress(terminal, all, 0);
  progress.update(30, 3e9, 3000);
  progress.stop();
  assert.equal(terminal.stderr(), "");
});
