import assert from "node:assert/strict";
import fc from "fast-check";
import {
  NotFiniteError,
  readStateFile,
  type StateArray,
  StateFileError,
  writeStateFile,
} from "./state_file.ts";

const array = fc.record({
  name: fc.string(),
  values: fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
    maxLength: 9,
  }),
});
const state = fc.record({
  about: fc.jsonValue(),
  arrays: fc.uniqueArray(array, { selector: ({ name }) => name, maxLength: 4 }),
});

function arraysOf(
  arrays: readonly { name: string; values: readonly number[] }[],
): StateArray[] {
  return arrays.map(({ name, values }) => ({
    name,
    length: values.length,
    read: () => Float32Array.from(values),
  }));
}

async function withFolder(run: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "juice-state-" });
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("readStateFile() gives back what was written, to the bit", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a.state`;
    await fc.assert(
      fc.asyncProperty(state, async ({ about, arrays }) => {
        await writeStateFile(path, about, arraysOf(arrays));
        const read = await readStateFile(path);
        // JSON knows no negative zero.
        assert.deepEqual(read.about, JSON.parse(JSON.stringify(about)));
        assert.deepEqual(
          [...read.arrays],
          arrays.map(({ name, values }) => [name, Float32Array.from(values)]),
        );
      }),
      { numRuns: 50 },
    );
    assert.deepEqual([...Deno.readDirSync(folder)].map((e) => e.name), [
      "a.state",
    ]);
  });
});

Deno.test("a state with any byte changed, or cut short anywhere, is refused", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a.state`;
    await writeStateFile(
      path,
      { steps: 3 },
      arraysOf([{ name: "values", values: [1, -2, 3] }]),
    );
    const good = Deno.readFileSync(path);
    const refuse = async (bytes: Uint8Array) => {
      Deno.writeFileSync(path, bytes);
      await assert.rejects(readStateFile(path), StateFileError);
    };
    for (let at = 0; at < good.length; at++) {
      const bytes = good.slice();
      bytes[at]! ^= 1 << (at % 8);
      await refuse(bytes);
      await refuse(good.slice(0, at));
    }
    await refuse(new Uint8Array([...good, 0]));
  });
});

Deno.test("a state that is not finite is not written, and the last one stays", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a.state`;
    const arrays = (value: number) =>
      arraysOf([{ name: "values", values: [1, value] }]);
    await writeStateFile(path, { steps: 1 }, arrays(2));
    for (const bad of [NaN, Infinity, -Infinity]) {
      await assert.rejects(
        writeStateFile(path, { steps: 2 }, arrays(bad)),
        NotFiniteError,
      );
      await assert.rejects(
        writeStateFile(path, { steps: 2, points: [[1, bad]] }, arrays(2)),
        NotFiniteError,
      );
    }
    assert.deepEqual((await readStateFile(path)).about, { steps: 1 });
    assert.equal([...Deno.readDirSync(folder)].length, 1);
  });
});

Deno.test("what a killed writer left is not in the way", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a.state`;
    Deno.writeTextFileSync(`${path}.tmp`, "half of a longer file".repeat(99));
    await writeStateFile(path, 1, []);
    assert.equal((await readStateFile(path)).about, 1);
  });
});

Deno.test("a state is on the disk before it has its name, and its name after", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a.state`;
    const order: string[] = [];
    const { syncSync } = Deno.FsFile.prototype;
    const { renameSync } = Deno;
    Deno.FsFile.prototype.syncSync = function () {
      order.push(this.statSync().isDirectory ? "sync folder" : "sync file");
      syncSync.call(this);
    };
    Deno.renameSync = (from, to) => {
      order.push("rename");
      renameSync(from, to);
    };
    try {
      await writeStateFile(path, 1, []);
    } finally {
      Deno.FsFile.prototype.syncSync = syncSync;
      Deno.renameSync = renameSync;
    }
    const folders = Deno.build.os === "windows" ? [] : ["sync folder"];
    assert.deepEqual(order, ["sync file", "rename", ...folders]);
  });
});
