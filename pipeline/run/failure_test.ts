import assert from "node:assert/strict";
import { z } from "zod";
import { stage } from "../stage.ts";
import { explainArguments, explainEnding } from "./failure.ts";
import { makeEnding } from "../testing/values.ts";
import type { Ending } from "./process.ts";

const kind = stage({ url: "file:///p/stages/kind.ts" }, {
  doc: "",
  params: z.object({}),
  inputs: {},
  outputs: {},
  determinism: "bitwise",
  run() {},
});
const one = { name: "a/b", kind, params: {}, inputs: {} };
const told = (
  fields: Partial<Ending>,
  reported: { name: string; message: string } | null = null,
) => explainEnding(one, makeEnding(fields), reported);

Deno.test("a signal names itself, and SIGKILL the likely cause", () => {
  assert.deepEqual(told({ signal: "SIGTERM" }), {
    reason: "killed",
    message: 'Stage "a/b" was ended by SIGTERM',
  });
  assert.match(told({ signal: "SIGKILL" }).message, /run out of memory$/);
});

Deno.test("memory that ran out in a buffer is told as in the heap", () => {
  const buffer = {
    name: "RangeError",
    message: "Array buffer allocation failed",
  };
  assert.equal(told({}, buffer).reason, "out-of-memory");
  const tail = ["# Fatal JavaScript out of memory: Reached heap limit"];
  assert.equal(told({ signal: "SIGTRAP", tail }).reason, "out-of-memory");
  const other = { name: "RangeError", message: "Metric is NaN" };
  assert.equal(told({}, other).reason, "threw");
});

Deno.test("a limit is told with what was used and the line to change", () => {
  const time = told({
    signal: "SIGTERM",
    exceeded: { what: "time", limit: 2, used: 2.04 },
  });
  assert.deepEqual(time, {
    reason: "out-of-time",
    message: 'Stage "a/b" was stopped after 2.0 s: it may take 2 s\n' +
      "Raise resources: { time: 2 } in the kind, or give it less to do",
  });
  const limited = {
    ...one,
    kind: { ...kind, resources: { memory: 64 } },
  };
  const exceeded = { what: "memory" as const, limit: 64, used: 70.7 };
  assert.deepEqual(
    explainEnding(limited, makeEnding({ signal: "SIGKILL", exceeded }), null),
    {
      reason: "out-of-memory",
      message: 'Stage "a/b" ran out of its 64 MiB of memory: it used 71 MiB\n' +
        "Raise resources: { memory: 64 } in the kind, or give it less to hold",
    },
  );
});

Deno.test("a module that does not load is told by what Deno says", () => {
  const tail = ["error: Uncaught (in promise) TypeError: x is not a function"];
  assert.deepEqual(told({ tail }), {
    reason: "threw",
    message: 'Stage "a/b" failed: TypeError: x is not a function',
  });
});

Deno.test("a refused access says what to add to the kind", () => {
  const refused = (message: string) =>
    told({}, { name: "NotCapable", message });
  const sys = refused(
    'Requires sys access to "hostname", run again with the --allow-sys flag',
  );
  assert.equal(sys.reason, "access-refused");
  assert.match(sys.message, /was refused .*: sys access to "hostname"\n/);
  assert.match(sys.message, /access: \{ sys: \["hostname"\] \}$/);
  assert.match(refused("Requires ffi access").message, /^A stage cannot load/m);
  const run = refused('Requires run access to "/bin/ls", run again with it');
  assert.match(
    run.message,
    /: run access to "\/bin\/ls"\nA stage cannot start processes; /,
  );
});

Deno.test("the class of an error is left out unless it is the language's", () => {
  const message = (name: string) =>
    told({}, { name, message: "line 3 has no word" }).message;
  assert.equal(message("DataError"), 'Stage "a/b" failed: line 3 has no word');
  assert.match(message("TypeError"), /failed: TypeError: line 3/);
  const tail = ["error: Uncaught (in promise) DataError: line 3 has no word"];
  assert.equal(told({ tail }).message, message("DataError"));
});

Deno.test("a full disk that a stage met is told with what to do", () => {
  const message = "No space left on device (os error 28): writefile '/s/out'";
  assert.match(
    told({}, { name: "Error", message }).message,
    /\nThe disk is full; free some room, or give another store with --store/,
  );
});

Deno.test("what makes a program's arguments has limits of its own", () => {
  const limited = { ...kind, resources: { time: 2, memory: 16 } };
  const stage = { ...one, kind: limited };
  const late = explainArguments(
    stage,
    makeEnding({ exceeded: { what: "time", limit: 30, used: 30.1 } }),
    null,
  );
  assert.deepEqual(late, {
    reason: "out-of-time",
    message: 'Stage "a/b" was not started: making its arguments took more ' +
      "than 30 s\nLet the program do the work; its arguments only name what " +
      "it needs",
  });
  const tail = ["# Fatal JavaScript out of memory: Reached heap limit"];
  const full = explainArguments(stage, makeEnding({ tail }), null);
  assert.match(full.message, /took more than 512 MiB of memory$/m);
  const threw = explainArguments(
    stage,
    makeEnding({ tail: ["error: no"] }),
    null,
  );
  assert.equal(threw.reason, "threw");
});
