/**
 * Writes a report in a process of its own, for the test that the stage needs
 * no permission but to read its inputs and to write its output.
 *
 * Its one argument is JSON: `{ inputs, digests, page }`.
 *
 * @module
 */

import { Rng } from "../../pipeline/rng.ts";
import { report } from "../report.ts";

const { inputs, digests, page } = JSON.parse(Deno.args[0] as string);
await report.run({
  params: report.params.parse({}),
  inputs,
  digests,
  outputs: { page },
  scratch: page,
  checkpointEvery: Infinity,
  rng: new Rng(0),
  device: "wasm",
  threads: 1,
  progress() {},
  metric() {},
  warn() {},
  log() {},
});
