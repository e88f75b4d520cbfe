import assert from "node:assert/strict";
import { familyOf, memoryOf, parsePs, parseStat } from "./memory.ts";

Deno.test("a process is read from its line, whatever its name", () => {
  const line = "42 (a) S (b)) S 7 40 40 0 -1 4194560 10 0 0 0";
  assert.deepEqual(parseStat(line), { pid: 42, parent: 7, group: 40 });
  assert.equal(parseStat(""), null);
  assert.equal(parseStat("nothing of the kind"), null);
});

Deno.test("processes are read from what ps prints", () => {
  const printed = "    1     0     1   9000\n  700     1   700    512\n\n";
  assert.deepEqual(parsePs(printed), [
    { pid: 1, parent: 0, group: 1, resident: 9000 },
    { pid: 700, parent: 1, group: 700, resident: 512 },
  ]);
  assert.deepEqual(parsePs(""), []);
});

Deno.test("a family is a group and all that comes from it", () => {
  const one = (pid: number, parent: number, group: number) => ({
    pid,
    parent,
    group,
  });
  const all = [
    one(1, 0, 1),
    one(10, 1, 10),
    // Listed before its parent, which has left the group.
    one(9, 12, 12),
    one(12, 10, 12),
    // Its parent has ended, but it is still in the group.
    one(13, 1, 10),
    one(20, 1, 20),
  ];
  assert.deepEqual(familyOf(10, all).map(({ pid }) => pid), [10, 9, 12, 13]);
  assert.deepEqual(familyOf(99, all), []);
});

Deno.test({
  name: "what processes share is counted once where it matters",
  ignore: Deno.build.os !== "linux",
  async fn() {
    // A shell that holds some memory, and children that share it.
    const script = 'x=$(head -c 40000000 /dev/zero | tr "\\0" x)\n' +
      "for i in 1 2 3; do (sleep 1000; echo) & done\necho up\nwait";
    const child = new Deno.Command("/bin/sh", {
      args: ["-c", script],
      stdin: "null",
      stdout: "piped",
      detached: true,
    }).spawn();
    try {
      const reader = child.stdout.getReader();
      await reader.read();
      await reader.cancel();
      const simple = memoryOf(child.pid, false, Infinity)!;
      const exact = memoryOf(child.pid, false, 1)!;
      assert(simple > 120, `${simple} MiB`);
      assert(exact > 38 && exact < simple / 2, `${exact} of ${simple} MiB`);
    } finally {
      Deno.kill(-child.pid, "SIGKILL");
      await child.status;
    }
  },
});

Deno.test("a process that has ended holds nothing", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["--version"],
    stdout: "null",
  }).spawn();
  await child.status;
  assert(!memoryOf(child.pid, true, Infinity));
});
