import assert from "node:assert/strict";
import { join } from "node:path";
import { makeTempStore } from "../testing/store.ts";
import { holderOf, tryLock } from "./lock_file.ts";

/** A process that takes a lock, says so, and then waits to be killed. */
function startHolder(path: string): Deno.ChildProcess {
  const module = new URL("lock_file.ts", import.meta.url).href;
  const code = `
    import { tryLock } from ${JSON.stringify(module)};
    console.log(tryLock(${JSON.stringify(path)}) !== null);
    setInterval(() => {}, 1000);`;
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", code],
    stdout: "piped",
    stderr: "null",
  }).spawn();
}

Deno.test("a lock has one holder at a time", () => {
  using temp = makeTempStore();
  const path = join(temp.folder, "locks", "a");
  const held = tryLock(path);
  assert(held !== null);
  assert.equal(tryLock(path), null);
  assert.match(holderOf(path), new RegExp(`^process ${Deno.pid} on `));
  held.release();
  const again = tryLock(path);
  assert(again !== null);
  again.release();
});

Deno.test("a lock file that lies about is nobody's lock", () => {
  using temp = makeTempStore();
  const path = join(temp.folder, "a");
  Deno.writeTextFileSync(path, "process 1 on another host");
  const held = tryLock(path);
  assert(held !== null);
  held.release();
});

Deno.test("a lock whose holder cannot be noted is held, and can be given back", () => {
  using temp = makeTempStore();
  const path = join(temp.folder, "locks", "a");
  const { writeSync } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.writeSync = () => {
    const error = new Error("No space left on device (os error 28)");
    throw Object.assign(error, { code: "ENOSPC" });
  };
  let held;
  try {
    held = tryLock(path);
  } finally {
    Deno.FsFile.prototype.writeSync = writeSync;
  }
  assert(held !== null);
  assert.equal(tryLock(path), null);
  assert.equal(holderOf(path), "another process");
  held.release();
  const again = tryLock(path);
  assert(again !== null);
  again.release();
});

Deno.test("a lock that could not be taken is left to others", () => {
  using temp = makeTempStore();
  const path = join(temp.folder, "locks", "a");
  const { statSync } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.statSync = () => {
    throw Object.assign(new Error("Input/output error"), { code: "EIO" });
  };
  try {
    assert.throws(() => tryLock(path), /Cannot lock .*disk reports an error/);
  } finally {
    Deno.FsFile.prototype.statSync = statSync;
  }
  const held = tryLock(path);
  assert(held !== null);
  held.release();
});

Deno.test("a lock is free once its holder is killed", async () => {
  using temp = makeTempStore();
  const path = join(temp.folder, "a");
  const holder = startHolder(path);
  const reader = holder.stdout.getReader();
  const { value } = await reader.read();
  assert.equal(new TextDecoder().decode(value).trim(), "true");
  assert.equal(tryLock(path), null);
  assert.match(holderOf(path), new RegExp(`^process ${holder.pid} on `));
  holder.kill("SIGKILL");
  await holder.status;
  await reader.cancel();
  const held = tryLock(path);
  assert(held !== null);
  held.release();
});
