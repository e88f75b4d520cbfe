import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { JuiceError } from "../errors.ts";
import { writeNewFolder } from "./new_folder.ts";

/** Runs something with the path of a folder that is not there yet. */
async function withPlace(
  run: (folder: string) => Promise<void>,
): Promise<void> {
  const root = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    await run(join(root, "out"));
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

function write(folder: string): Promise<string> {
  Deno.mkdirSync(join(folder, "a"));
  Deno.writeTextFileSync(join(folder, "a", "b.txt"), "b");
  return Promise.resolve("written");
}

/** What is beside a place, the place itself included. */
function beside(folder: string): string[] {
  return [...Deno.readDirSync(dirname(folder))].map(({ name }) => name).sort();
}

Deno.test("a folder is written where there is none, and where one is empty", async () => {
  await withPlace(async (folder) => {
    for (const prepare of [() => {}, () => Deno.mkdirSync(folder)]) {
      prepare();
      assert.equal(await writeNewFolder(folder, write), "written");
      assert.equal(Deno.readTextFileSync(join(folder, "a", "b.txt")), "b");
      assert.deepEqual(beside(folder), ["out"]);
      // Others may read it, as any folder that is made.
      assert.notEqual(Deno.statSync(folder).mode! & 0o055, 0);
      Deno.removeSync(folder, { recursive: true });
    }
    const deeper = join(folder, "deeper", "still");
    await writeNewFolder(deeper, write);
    assert.deepEqual(beside(deeper), ["still"]);
  });
});

Deno.test("nothing is overwritten, also not what came in between", async () => {
  await withPlace(async (folder) => {
    Deno.writeTextFileSync(folder, "mine");
    await assert.rejects(writeNewFolder(folder, write), JuiceError);
    assert.equal(Deno.readTextFileSync(folder), "mine");
    Deno.removeSync(folder);
    const meanwhile = writeNewFolder(folder, async (aside) => {
      await write(aside);
      Deno.mkdirSync(folder);
      Deno.writeTextFileSync(join(folder, "mine"), "mine");
    });
    await assert.rejects(meanwhile, JuiceError);
    assert.deepEqual(beside(folder), ["out"]);
    assert.equal(Deno.readTextFileSync(join(folder, "mine")), "mine");
  });
});

Deno.test("what fails leaves nothing behind", async () => {
  await withPlace(async (folder) => {
    const failing = writeNewFolder(folder, async (aside) => {
      await write(aside);
      throw new Error("the format is broken");
    });
    await assert.rejects(failing, /the format is broken/);
    assert.deepEqual(beside(folder), []);
  });
});

Deno.test("what a killed process has left is cleared away, and what another writes is not", async () => {
  await withPlace(async (folder) => {
    const left = join(dirname(folder), ".out.0a1b2c3d.unfinished");
    Deno.mkdirSync(join(left, "out"), { recursive: true });
    let inner: string[] = [];
    await writeNewFolder(folder, async (aside) => {
      await write(aside);
      const other = join(dirname(folder), "other");
      await writeNewFolder(other, write);
      // A second one to the same place, which comes first.
      await writeNewFolder(folder, write);
      inner = beside(folder);
      Deno.removeSync(folder, { recursive: true });
    });
    assert.equal(inner.length, 3);
    assert.match(inner[0]!, /^\.out\..*\.unfinished$/);
    assert.notEqual(inner[0], ".out.0a1b2c3d.unfinished");
    assert.deepEqual(beside(folder), ["other", "out"]);
  });
});

/** Writes a folder in a process of its own, on a disk that fails. */
async function onBrokenDisk(folder: string, faults: unknown) {
  const here = new URL("./", import.meta.url);
  const code = `
    const { breakDisk } = await import("${here}../testing/faults/disk.ts");
    const { writeNewFolder } = await import("${here}new_folder.ts");
    breakDisk(${JSON.stringify(faults)});
    try {
      await writeNewFolder(${JSON.stringify(folder)}, async (aside) => {
        await Deno.mkdir(aside + "/a");
        await Deno.writeTextFile(aside + "/a/b.txt", "b");
      });
    } catch (error) {
      console.error(error.message);
      Deno.exit(1);
    }`;
  const { code: exit, signal, stderr } = await new Deno.Command(
    Deno.execPath(),
    {
      args: ["eval", "--ext=ts", code],
      cwd: fileURLToPath(here),
      env: { NO_COLOR: "1" },
    },
  ).output();
  const said = new TextDecoder().decode(stderr).trim();
  return { exit, killed: signal === "SIGKILL", said };
}

Deno.test("a kill or a full disk at any point leaves all of it or nothing", async () => {
  await withPlace(async (folder) => {
    // From the first operation until nothing is left to be broken.
    const outcomes = await Promise.all(
      [1, 3, 4, 5, 6, 8, 10].flatMap((step) =>
        ["kill", "full"].map(async (fault) => {
          const own = join(dirname(folder), `${fault}${step}`, "out");
          Deno.mkdirSync(dirname(own));
          const made = await onBrokenDisk(own, { [fault]: step });
          const there = beside(own).includes("out");
          if (there) {
            assert.equal(Deno.readTextFileSync(join(own, "a", "b.txt")), "b");
          }
          if (fault === "full" && made.exit !== 0) {
            assert.deepEqual(beside(own), []);
            assert.match(made.said, /: the disk is full\nName another folder/);
          }
          if (made.killed && !there) {
            await writeNewFolder(own, write);
            assert.deepEqual(beside(own), ["out"]);
          }
          return `${fault}: ${made.killed || made.exit !== 0} ${there}`;
        })
      ),
    );
    for (const outcome of ["kill: true false", "full: true false"]) {
      assert.ok(outcomes.includes(outcome), outcomes.join("\n"));
    }
  });
});
