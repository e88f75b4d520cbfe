import assert from "node:assert/strict";
import { join } from "node:path";
import { makeTempStore } from "../testing/store.ts";
import { holderText } from "./gate.ts";
import { names } from "./objects.ts";
import { openStore } from "./store.ts";

/** A process that enters a store, says so, and then waits to be killed. */
async function startHolder(root: string, command: string, exclusive: boolean) {
  const module = new URL("store.ts", import.meta.url).href;
  const code = `
    import { openStore } from ${JSON.stringify(module)};
    const store = openStore(${JSON.stringify(root)});
    await store.enter(${JSON.stringify(command)}, { exclusive: ${exclusive} });
    console.log("entered");
    setInterval(() => {}, 1000);`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", code],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assert.equal(new TextDecoder().decode(value).trim(), "entered");
  return {
    pid: child.pid,
    async kill() {
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
    },
  };
}

/** Resolves once somebody is waited for, with who it is. */
function waitedFor(enter: (onWait: (holder: string) => void) => unknown) {
  return new Promise<string>((resolve) => enter(resolve));
}

Deno.test("a store that is made is kept out of Git, and no other folder", async () => {
  using temp = makeTempStore();
  const made = openStore(join(temp.folder, "made"));
  (await made.enter("reproduce", { create: true })).release();
  const text = Deno.readTextFileSync(join(made.root, ".gitignore"));
  assert.equal(text, "*\n");
  (await temp.store.enter("reproduce", { create: true })).release();
  assert.ok(!names(temp.store.root).includes(".gitignore"));
});

Deno.test("commands enter a store side by side, and are named", async () => {
  using temp = makeTempStore();
  const { store } = temp;
  const first = await store.enter("plan");
  const second = await store.enter("reproduce");
  const { host } = store.holders()[0]!;
  assert.deepEqual(store.holders().map(holderText).sort(), [
    `plan, process ${Deno.pid} on ${host}`,
    `reproduce, process ${Deno.pid} on ${host}`,
  ]);
  first.release();
  second.release();
  assert.deepEqual(store.holders(), []);
});

Deno.test("what removes waits for everyone, and everyone for it", async () => {
  using temp = makeTempStore();
  const { store } = temp;
  const reader = await store.enter("plan");
  let entered = false;
  let entering!: Promise<{ release(): void }>;
  const holder = await waitedFor((onWait) => {
    entering = store.enter("gc", { exclusive: true, onWait });
    entering.then(() => entered = true);
  });
  assert.match(holder, new RegExp(`^plan, process ${Deno.pid} on `));
  assert.equal(entered, false);
  reader.release();
  const alone = await entering;
  let late!: Promise<{ release(): void }>;
  const named = await waitedFor((onWait) => {
    late = store.enter("audit", { onWait });
  });
  assert.match(named, /^gc, process /);
  alone.release();
  (await late).release();
});

Deno.test("a holder that was killed is not waited for", async () => {
  using temp = makeTempStore();
  const { store } = temp;
  const holder = await startHolder(store.root, "reproduce", false);
  const waited = await waitedFor((onWait) => {
    store.enter("gc", { exclusive: true, onWait }).then((held) =>
      held.release()
    );
  });
  assert.match(waited, new RegExp(`^reproduce, process ${holder.pid} on `));
  await holder.kill();
  const alone = await store.enter("gc", { exclusive: true });
  assert.deepEqual(store.holders().map(({ command }) => command), ["gc"]);
  store.clearGate();
  alone.release();
  assert.deepEqual(names(join(store.root, "locks", "commands")), []);

  const remover = await startHolder(store.root, "gc", true);
  await remover.kill();
  (await store.enter("plan")).release();
});

Deno.test("a store that is not there is entered, and not made by looking", async () => {
  using temp = makeTempStore();
  const store = openStore(join(temp.folder, "none"));
  (await store.enter("plan")).release();
  assert.throws(() => Deno.statSync(store.root), Deno.errors.NotFound);
  (await store.enter("reproduce", { create: true })).release();
  assert(Deno.statSync(store.root).isDirectory);
});
