import assert from "node:assert/strict";
import { join } from "node:path";
import { names } from "../../store/objects.ts";
import { exists } from "../../store/files.ts";
import { until } from "../engine.ts";
import { boundByModes, modeTest } from "./privilege.ts";
import { type FaultProject, makeFaultProject } from "./project.ts";

const reproduce = ["reproduce", "--update-lock", "--jobs", "1"];
const by = { by: boundByModes };

function edit(project: FaultProject, path: string, from: string, to: string) {
  const file = join(project.root, path);
  const text = Deno.readTextFileSync(file);
  assert(text.includes(from), `${path} has no "${from}"`);
  Deno.writeTextFileSync(file, text.replace(from, to));
}

/** Writes into a folder that is closed afterwards, as caches of modules are. */
const close = `
    const closed = scratch + "/modules/a";
    const before = await Deno.stat(closed).catch(() => null) !== null;
    await Deno.mkdir(closed, { recursive: true });
    await Deno.writeTextFile(closed + "/file", "x");
    await Deno.mkdir(closed + "/unreadable", { recursive: true });
    await Deno.chmod(closed + "/unreadable", 0);
    await Deno.chmod(closed, 0o555);`;

/** Of runs that ended badly, only logs are left. */
function assertCleared({ store }: FaultProject): void {
  assert.deepEqual(names(join(store, "scratch")), []);
  const work = join(store, "work");
  const left = names(work).flatMap((name) => names(join(work, name)));
  assert.deepEqual(
    new Set(left),
    new Set(left.length > 0 ? ["log.txt", "stage.json"] : []),
  );
}

modeTest(
  "folders that a stage has made read-only are in nobody's way",
  async () => {
    using project = makeFaultProject();
    const run = async (...args: string[]) => {
      const { code, stderr } = await project.run(args, by);
      assert.equal(code, 0, stderr);
      assertCleared(project);
    };
    await run(...reproduce);
    const expected = Deno.readTextFileSync(project.lock);
    edit(
      project,
      "stages/source.ts",
      "outputs, metric }) {",
      `outputs, scratch, metric }) {${close}`,
    );
    edit(
      project,
      "stages/source.ts",
      `metric("seed"`,
      `await Deno.chmod(outputs.book + "/part", 0o555);
    await Deno.chmod(outputs.book, 0o500);
    metric("seed"`,
    );
    await run(...reproduce);
    const outputs = (text: string) =>
      [...text.matchAll(/"(?:book|numbers)": "(\w{64})"/g)].map(([, d]) => d);
    assert.deepEqual(
      outputs(Deno.readTextFileSync(project.lock)),
      outputs(expected),
    );
    await run("stage", "source", "--force");
    await run("reproduce", "--profile", "other");
  },
);

modeTest(
  "read-only folders of a run that was killed are in nobody's way",
  async () => {
    using project = makeFaultProject();
    edit(
      project,
      "stages/source.ts",
      "outputs, metric }) {",
      `outputs, scratch, metric }) {${close}
    if (!before && params.seed === 1) {
      await Deno.mkdir(outputs.book + "/closed");
      await Deno.writeTextFile(outputs.book + "/closed/x", "x");
      await Deno.chmod(outputs.book + "/closed", 0o555);
      await Deno.writeTextFile(scratch + "/ready", "");
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    }`,
    );
    const kill = async () => {
      const running = project.start(reproduce, by);
      const scratch = join(project.store, "scratch");
      await until(() =>
        exists(scratch) &&
        names(scratch).some((key) =>
          names(join(scratch, key)).some((run) =>
            exists(join(scratch, key, run, "ready"))
          )
        )
      );
      running.process.kill("SIGKILL");
      await running.ended;
    };
    await kill();
    // It continues, and writes into the folder that it had closed.
    const again = await project.run(reproduce, by);
    assert.equal(again.code, 0, again.stderr);
    assertCleared(project);
    project.reset();
    await kill();
    // A run that does not need it clears it away.
    const other = await project.run(["reproduce", "--profile", "other"], by);
    assert.equal(other.code, 0, other.stderr);
    const [key] = names(join(project.store, "scratch"));
    const left = names(join(project.store, "work"));
    assert.equal(left.length, 1);
    assert.deepEqual(
      names(join(project.store, "work", left[0]!)),
      ["log.txt", "stage.json"],
    );
    assert(left[0]!.startsWith(key!));
  },
);
