import assert from "node:assert/strict";
import {
  readStateFile,
  writeStateFile,
} from "../../learn/checkpoint/state_file.ts";
import { temporaryFolder } from "../testing/context.ts";
import { Checkpoints } from "./checkpoints.ts";

/** Checkpoints of a stage that counts to 5,000. */
async function counting() {
  const folder = await temporaryFolder();
  const log: string[] = [];
  const open = (checkpointEvery = 0) =>
    new Checkpoints(
      {
        scratch: folder.path,
        checkpointEvery,
        log: (line) => void log.push(line),
      },
      5000,
      "step",
    );
  const path = (done: number) => `${folder.path}/${done}.state`;
  return {
    log,
    open,
    path,
    save: (done: number, about: unknown = done, checkpoints = open()) =>
      checkpoints.save(done, (to) => writeStateFile(to, about, [])),
    /** Where the next run continues; null from the beginning. */
    async resume() {
      let from: unknown = null;
      await open().resume(async (path) => {
        from = (await readStateFile(path)).about;
      });
      return from;
    },
    names: () => [...Deno.readDirSync(folder.path)].map((e) => e.name).sort(),
    damage(done: number) {
      const bytes = Deno.readFileSync(path(done));
      bytes[9]! ^= 1;
      Deno.writeFileSync(path(done), bytes);
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

Deno.test("the newest checkpoint is continued, and one more is kept", async () => {
  await using stage = await counting();
  assert.equal(await stage.resume(), null);
  assert.deepEqual(stage.log, []);
  for (const done of [200, 1000, 1200]) await stage.save(done);
  assert.deepEqual(stage.names(), ["1000.state", "1200.state"]);
  assert.equal(await stage.resume(), 1200);
  assert.deepEqual(stage.log, ["continues from step 1,200 of 5,000"]);
});

Deno.test("a damaged checkpoint is not believed, and the one before it is", async () => {
  await using stage = await counting();
  for (const done of [1000, 1200]) await stage.save(done);
  stage.damage(1200);
  assert.equal(await stage.resume(), 1000);
  assert.deepEqual(stage.log.splice(0), [
    "cannot continue from step 1,200 of 5,000: its checksum does not match " +
    "its bytes",
    "continues from step 1,000 of 5,000",
  ]);
  stage.damage(1000);
  assert.equal(await stage.resume(), null);
  assert.equal(stage.log[1], "starts over");
  assert.deepEqual(stage.names(), []);
});

Deno.test("what cannot be read is not believed either", async () => {
  await using stage = await counting();
  Deno.mkdirSync(stage.path(7));
  Deno.writeTextFileSync(`${stage.path(8)}.tmp`, "half of it");
  assert.equal(await stage.resume(), null);
  assert.match(stage.log[0]!, /from step 7 of 5,000: it cannot be read: /);
  assert.deepEqual(stage.names(), []);
});

Deno.test("a state that is not finite leaves the checkpoints as they were", async () => {
  await using stage = await counting();
  await stage.save(1000);
  await stage.save(1200, { loss: NaN });
  assert.deepEqual(stage.names(), ["1000.state"]);
  assert.deepEqual(stage.log, []);
});

Deno.test("a disk that takes no checkpoint does not end the stage", async () => {
  await using stage = await counting();
  await stage.save(1000);
  // A folder in the file's place: what the system says of a full disk has a
  // code as well.
  Deno.mkdirSync(`${stage.path(1200)}.tmp`);
  await stage.save(1200);
  assert.match(stage.log[0]!, /^goes on without a checkpoint: /);
  assert.equal(await stage.resume(), 1000);
  const broken = stage.open().save(1, () => {
    throw new TypeError("A defect");
  });
  await assert.rejects(broken, /A defect/);
});

Deno.test("checkpoints are due by time, and take a share of it", async () => {
  await using stage = await counting();
  assert.equal(stage.open(0).due, true);
  const every = stage.open(1e6);
  assert.equal(every.due, false);
  assert.equal(stage.open(Infinity).due, false);
  // A slow one is followed by a long pause, however often they are asked for.
  const often = stage.open(1e-3);
  await often.save(1, async (path) => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    await writeStateFile(path, 1, []);
  });
  assert.equal(often.due, false);
});
