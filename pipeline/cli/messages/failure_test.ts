import { z } from "zod";
import type { StageOutcome } from "../../run/event.ts";
import { explainEnding, explainProgram } from "../../run/failure.ts";
import { stage } from "../../stage.ts";
import { assertFits, assertSnapshot } from "../../testing/snapshot.ts";
import { makeEnding } from "../../testing/values.ts";
import { renderFailures } from "../failures.ts";
import { makeStyle } from "../terminal.ts";

const kind = stage({ url: "file:///p/stages/cleaning.ts" }, {
  doc: "",
  params: z.object({}),
  inputs: {},
  outputs: {},
  determinism: "bitwise",
  resources: { memory: 2048, time: 3600 },
  run() {},
});
const one = { name: "cleaning/ratio=0.5", kind, params: {}, inputs: {} };
const free = { ...one, kind: { ...kind, resources: {} } };
const needs = (access: string) =>
  explainEnding(one, makeEnding(), {
    name: "NotCapable",
    message: `Requires ${access}, run again with the --allow-x flag`,
  });
const path = "/home/a/juice/data/extra.csv";

const cases = {
  "Reading": needs(`read access to "${path}"`),
  "Writing": needs(`write access to "${path}"`),
  "A variable": needs('env access to "HOME"'),
  "All variables": needs("env access"),
  "The system": needs('sys access to "hostname"'),
  "A process": needs('run access to "/usr/bin/git"'),
  "The network": needs('net access to "example.com:443"'),
  "Native code": needs('ffi access to "libc.so.6"'),
  "Another permission": needs("import access"),
  "A link": explainEnding(one, makeEnding(), {
    name: "NotCapable",
    message:
      "Deno.symlink() requires unscoped --allow-read and --allow-write " +
      "permissions; path-scoped grants are not enough",
  }),
  "An error": explainEnding(one, makeEnding(), {
    name: "Error",
    message: "line 3 has no word",
  }),
  "A module that does not load": explainEnding(
    one,
    makeEnding({
      tail: ["error: Uncaught (in promise) TypeError: x is not a fn"],
    }),
    null,
  ),
  "An exit": explainEnding(one, makeEnding({ code: 7 }), null),
  "A panic": explainEnding(
    one,
    makeEnding({
      code: 1,
      tail: [
        "error: XDG_RUNTIME_DIR is invalid or not set in the environment.",
        "Deno has panicked. This is a bug in Deno. Please report this",
        "thread 'main' (271) panicked at ext/webgpu/buffer.rs:228:14:",
        'called `Result::unwrap()` on an `Err` value: "device lost"',
        "stack backtrace:",
      ],
    }),
    null,
  ),
  "A panic that no adapter caused": explainEnding(
    one,
    makeEnding({
      code: 1,
      tail: [
        "thread 'main' panicked at cli/worker.rs:87:5:",
        "index out of bounds: the len is 0 but the index is 0",
      ],
    }),
    null,
  ),
  "A signal": explainEnding(one, makeEnding({ signal: "SIGTERM" }), null),
  "A kill": explainEnding(one, makeEnding({ signal: "SIGKILL" }), null),
  "Memory that was measured": explainEnding(
    one,
    makeEnding({ exceeded: { what: "memory", limit: 2048, used: 2113.4 } }),
    null,
  ),
  "Memory of the heap": explainEnding(
    one,
    makeEnding({
      tail: ["# Fatal JavaScript out of memory: Reached heap limit"],
    }),
    null,
  ),
  "Memory without a limit": explainEnding(free, makeEnding(), {
    name: "RangeError",
    message: "Array buffer allocation failed",
  }),
  "Time": explainEnding(
    one,
    makeEnding({ exceeded: { what: "time", limit: 3600, used: 3600.04 } }),
    null,
  ),
  "A program's exit": explainProgram(
    one,
    "/usr/bin/python3",
    makeEnding({
      code: 2,
      tail: ["Traceback", "ValueError: line 3 has no word"],
    }),
  ),
  "A program's silent exit": explainProgram(one, "/bin/sh", makeEnding()),
  "A program's signal": explainProgram(
    one,
    "/usr/bin/python3",
    makeEnding({ code: 139, signal: "SIGSEGV" }),
  ),
};

Deno.test("why a stage failed is said with what to do", async () => {
  const texts = Object.entries(cases).map(([title, told]) => {
    const failure = { ...told, tail: [], log: null };
    const outcome: StageOutcome = {
      name: one.name,
      kind: kind.name,
      status: "failed",
      seconds: 1,
      verdict: null,
      record: null,
      failure,
    };
    const built = {
      overrides: [],
      profile: "default",
      stages: [one],
      result: {},
    };
    const lines = renderFailures(
      [outcome],
      built,
      (name) => `deno task stage ${name}`,
      80,
      makeStyle(false),
    );
    return `# ${title}\n${lines.join("\n")}\n`;
  });
  assertFits(texts.join("\n"));
  await assertSnapshot(import.meta, "failure", texts.join("\n"));
});
