import assert from "node:assert/strict";
import { join } from "node:path";
import { isAlive, until } from "../../pipeline/testing/engine.ts";
import { type Job, sideBySide } from "./side_by_side.ts";

/** Runs scripts, and gives the exit codes and what was written. */
async function run(
  scripts: readonly string[],
  atATime: number,
  signal = new AbortController().signal,
  write?: (bytes: Uint8Array) => void,
): Promise<{ codes: number[]; text: string }> {
  const jobs = scripts.map((script): Job => ({
    command: "sh",
    args: ["-c", script],
    env: {},
  }));
  const written: Uint8Array[] = [];
  const codes = await sideBySide(
    jobs,
    atATime,
    write ?? ((bytes) => written.push(bytes)),
    signal,
  );
  return { codes, text: await new Blob(written as BlobPart[]).text() };
}

/** Waits until the other has made a file. */
const waitFor = (file: string) => `until [ -e '${file}' ]; do sleep 0.01; done`;

Deno.test({
  name: "what runs side by side reads as if it had run in order",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = Deno.makeTempDirSync();
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    try {
      // Each of the two waits for the other: one after another would not end.
      const { codes, text } = await run([
        `echo 1; touch '${a}'; ${waitFor(b)}; echo 2; exit 3`,
        `echo 3; echo 4 >&2; ${waitFor(a)}; touch '${b}'`,
        "echo 5",
      ], 2);
      assert.deepEqual(codes, [3, 0, 0]);
      const lines = text.trim().split("\n");
      assert.deepEqual(lines.slice(0, 2), ["1", "2"]);
      assert.deepEqual(lines.slice(2, 4).sort(), ["3", "4"]);
      assert.deepEqual(lines.slice(4), ["5"]);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "what runs is ended with the whole, and the rest does not begin",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = Deno.makeTempDirSync();
    const begun = join(folder, "begun");
    const stop = new AbortController();
    try {
      const running = run(
        [`sleep 1000 & touch '${begun}'; wait`, `echo no`],
        1,
        stop.signal,
      );
      await until(() => existsSync(begun));
      stop.abort();
      assert.deepEqual(await running, { codes: [143, 143], text: "" });
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "what a process leaves running ends with it",
  ignore: Deno.build.os === "windows",
  async fn() {
    // It would hold the output open, which is waited for.
    assert.deepEqual(await run(["echo 1; sleep 1000 & exit 3", "echo 2"], 1), {
      codes: [3, 0],
      text: "1\n2\n",
    });
  },
});

Deno.test({
  name: "where nothing can be written all is ended, and that is said",
  ignore: Deno.build.os === "windows",
  async fn() {
    const full = new Error("No space left");
    const write = () => {
      throw full;
    };
    const { signal } = new AbortController();
    await assert.rejects(
      run(["echo 1; sleep 1000", "sleep 1000", "no"], 2, signal, write),
      full,
    );
  },
});

Deno.test({
  name: "nothing is left of what is killed with no time to end it",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const folder = Deno.makeTempDirSync();
    const note = join(folder, "pid");
    try {
      const module = new URL("side_by_side.ts", import.meta.url);
      const job = {
        command: "sh",
        args: [
          "-c",
          `echo $$ > '${note}.new'; mv '${note}.new' '${note}'; ` +
          "sleep 1000",
        ],
        env: {},
      };
      const child = new Deno.Command(Deno.execPath(), {
        args: [
          "eval",
          `import { sideBySide } from "${module}";
          await sideBySide([${JSON.stringify(job)}], 1, () => {},
            new AbortController().signal);`,
        ],
      }).spawn();
      await until(() => existsSync(note));
      const pid = Number(Deno.readTextFileSync(note));
      assert(isAlive(pid));
      child.kill("SIGKILL");
      await child.status;
      await until(() => !isAlive(pid));
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

function existsSync(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
