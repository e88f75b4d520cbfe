import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { assertFits, assertSnapshot } from "../snapshot.ts";
import { said } from "./said.ts";
import {
  type FaultProject,
  makeFaultProject,
  type ProcessResult,
} from "./project.ts";
import { boundByModes, modeTest, mountTest } from "./privilege.ts";
import { openStore } from "../../store/mod.ts";
import { names } from "../../store/objects.ts";

const reproduce = ["reproduce", "--update-lock", "--jobs", "1"];

/**
 * Runs a shell script with mounts of its own. In it `juice NAME ARGUMENT...`
 * runs a command and keeps what it says under that name.
 */
async function script(
  project: FaultProject,
  by: readonly string[],
  text: string,
): Promise<(name: string) => ProcessResult> {
  const out = join(project.root, "out");
  Deno.mkdirSync(out, { recursive: true });
  // As for gc, which takes no device.
  const words = project.words(["gc"]).filter((word) => word !== "gc")
    .map((word) => `'${word}'`);
  const entry = words.findIndex((word) => word.endsWith("faults/main.ts'"));
  const [before, after] = [words.slice(0, entry + 1), words.slice(entry + 1)];
  const { code, stderr } = await new Deno.Command(by[0]!, {
    args: [
      ...by.slice(1),
      "sh",
      "-euc",
      `store='${project.store}'
       juice() {
         name=$1; shift; code=0; device="--device wasm"
         if [ "$1" = gc ]; then device=; fi
         ${before.join(" ")} "$@" ${after.join(" ")} $device \\
           >'${out}'/$name.out 2>'${out}'/$name.err || code=$?
         echo $code >'${out}'/$name.code
       }
       ${text}`,
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return (name) => ({
    code: Number(Deno.readTextFileSync(join(out, `${name}.code`))),
    signal: null,
    stdout: Deno.readTextFileSync(join(out, `${name}.out`)),
    stderr: Deno.readTextFileSync(join(out, `${name}.err`)),
  });
}

async function lockOf(project: FaultProject): Promise<string> {
  const { code, stderr } = await project.run(reproduce);
  assert.equal(code, 0, stderr);
  const lock = Deno.readTextFileSync(project.lock);
  project.reset();
  return lock;
}

mountTest(
  "a store on a small disk that is full goes on once there is room",
  async (by) => {
    using project = makeFaultProject();
    const expected = await lockOf(project);
    const rooms = [0, 2, 5, 9, 14, 20, 27];
    const result = await script(
      project,
      by,
      `mkdir "$store"; mount -t tmpfs -o size=4m none "$store"
     for pages in ${rooms.join(" ")}; do
       rm -rf "$store"/* '${project.lock}'
       head -c $((4194304 - pages * 4096)) /dev/zero >"$store/filler"
       juice full$pages ${reproduce.join(" ")}
       rm "$store/filler"
       juice room$pages ${reproduce.join(" ")}
       juice audit$pages audit
       cp '${project.lock}' '${project.root}'/out/lock$pages
     done`,
    );
    let failed = 0;
    for (const pages of rooms) {
      const full = result(`full${pages}`), room = result(`room${pages}`);
      const told = full.stderr.replace(/\s+/g, " ");
      if (full.code !== 0) {
        failed++;
        assert.match(
          told,
          /disk is full; free some room/,
          `${pages} pages`,
        );
        assert.doesNotMatch(told, /defect/, `${pages} pages`);
      }
      assert.equal(room.code, 0, `${pages} pages: ${room.stderr}`);
      assert.equal(result(`audit${pages}`).code, 0, `${pages} pages`);
      const lock = join(project.root, "out", `lock${pages}`);
      assert.equal(Deno.readTextFileSync(lock), expected);
    }
    assert(failed >= 4, `only ${failed} runs met a full disk`);
    await assertSnapshot(import.meta, "full", said(project, result("full0")));
  },
);

mountTest(
  "gc makes room on a disk without a byte left, and leaves nothing of its own",
  async (by) => {
    using project = makeFaultProject();
    await lockOf(project);
    const gc = "gc --older-than 0d --delete";
    const result = await script(
      project,
      by,
      `mkdir "$store"; mount -t tmpfs -o size=4m none "$store"
     juice first ${reproduce.join(" ")}
     juice other reproduce --profile other
     rm '${project.lock}'
     find "$store" | sort >'${project.root}'/out/before
     cat /dev/zero >"$store/filler" || true
     juice full ${gc}
     rm "$store/filler"
     find "$store" | sort >'${project.root}'/out/after
     juice audit audit
     juice again ${reproduce.join(" ")}`,
    );
    for (const name of ["first", "other", "full", "audit", "again"]) {
      assert.equal(result(name).code, 0, `${name}: ${result(name).stderr}`);
    }
    assert.match(result("full").stdout, /^Removed [1-9]/m);
    const lines = (name: string) =>
      Deno.readTextFileSync(join(project.root, "out", name)).split("\n");
    const before = new Set(lines("before"));
    assert.deepEqual(lines("after").filter((one) => !before.has(one)), []);
    assert(lines("after").length < before.size);
  },
);

mountTest(
  "a store that can only be read shows its results and says what it cannot",
  async (by) => {
    using project = makeFaultProject();
    const expected = await lockOf(project);
    const result = await script(
      project,
      by,
      `mkdir "$store"
     mount --bind "$store" "$store"
     mount -o remount,bind,ro "$store"
     juice empty ${reproduce.join(" ")}
     umount "$store"
     juice first ${reproduce.join(" ")}
     mount --bind "$store" "$store"
     mount -o remount,bind,ro "$store"
     juice cached ${reproduce.join(" ")}
     juice audit audit
     juice plan plan
     juice lineage lineage gather.results
     juice repair audit --repair
     juice forced stage gather --force
     juice other reproduce --profile other`,
    );
    for (const name of ["first", "cached", "audit", "plan", "lineage"]) {
      assert.equal(result(name).code, 0, `${name}: ${result(name).stderr}`);
    }
    assert.equal(Deno.readTextFileSync(project.lock), expected);
    let messages = "";
    for (const name of ["empty", "repair", "forced", "other"]) {
      assert.equal(result(name).code, 1, name);
      messages += `# ${name}\n${said(project, result(name))}\n`;
    }
    assertFits(messages);
    await assertSnapshot(import.meta, "read-only", messages);
  },
);

mountTest(
  "a store on another file system than the project is as good",
  async (by) => {
    using project = makeFaultProject();
    const expected = await lockOf(project);
    const result = await script(
      project,
      by,
      `mkdir "$store"; mount -t tmpfs none "$store"
     juice first ${reproduce.join(" ")}
     juice again ${reproduce.join(" ")}
     juice audit audit
     mkdir "$store/elsewhere"; mount -t tmpfs none "$store/elsewhere"
     rm -rf "$store/work" '${project.lock}'
     ln -s elsewhere "$store/work"
     juice split reproduce --profile other`,
    );
    for (const name of ["first", "again", "audit"]) {
      assert.equal(result(name).code, 0, `${name}: ${result(name).stderr}`);
    }
    assert.match(result("again").stdout, /4 cached/);
    const page = join(project.root, "report/index.html");
    assert.match(Deno.readTextFileSync(page), /left/);
    assert.equal(result("split").code, 1);
    await assertSnapshot(import.meta, "split", said(project, result("split")));
    const { code } = await project.run(reproduce);
    assert.equal(code, 0);
    assert.equal(Deno.readTextFileSync(project.lock), expected);
  },
);

modeTest(
  "what cannot be read is named, and works again once it can",
  async () => {
    using project = makeFaultProject();
    const expected = await lockOf(project);
    const by = { by: boundByModes };
    assert.equal((await project.run(reproduce, by)).code, 0);
    const store = openStore(project.store);
    const [source] = store.recordsOfStage("source");
    const object = store.pathOf(source!.outputs.numbers!.digest);
    const paths: Record<string, string> = {
      "the store": project.store,
      "all objects": join(project.store, "objects"),
      "some objects": dirname(object),
      "all records": join(project.store, "records"),
      "the records of a key": dirname(store.recordPath(source!.key, 1)),
      "the lock": project.lock,
      "the report": join(project.root, "report"),
    };
    let messages = "";
    for (const [what, path] of Object.entries(paths)) {
      const mode = Deno.statSync(path).mode! & 0o777;
      Deno.chmodSync(path, 0);
      const result = await project.run(reproduce, by);
      messages += `# ${what}\n${said(project, result)}\n`;
      assert.equal(result.code, 1, what);
      assert.doesNotMatch(result.stderr, /defect/, what);
      Deno.chmodSync(path, mode);
      const again = await project.run(reproduce, by);
      assert.equal(again.code, 0, `${what}: ${again.stderr}`);
      assert.equal(Deno.readTextFileSync(project.lock), expected);
    }
    assertFits(messages);
    await assertSnapshot(import.meta, "modes", messages);
  },
);

modeTest("an object or record that nobody may read is made again", async () => {
  using project = makeFaultProject();
  const expected = await lockOf(project);
  const by = { by: boundByModes };
  assert.equal((await project.run(reproduce, by)).code, 0);
  for (const name of ["objects", "records"]) {
    const parent = join(project.store, name);
    for (const folder of names(parent)) {
      for (const file of names(join(parent, folder))) {
        Deno.chmodSync(join(parent, folder, file), 0);
      }
    }
    const audited = await project.run(["audit"], by);
    assert.equal(audited.code, 1);
    assert.match(audited.stdout, /cannot be read/);
    const again = await project.run(reproduce, by);
    assert.equal(again.code, 0, again.stderr);
    assert.equal(Deno.readTextFileSync(project.lock), expected);
    const clean = await project.run(["audit"], by);
    assert.equal(clean.code, 0, clean.stdout);
  }
});
