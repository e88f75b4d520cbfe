import assert from "node:assert/strict";
import { join } from "node:path";
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
const until = (file: string) => `until [ -e '${file}' ]; do sleep 0.01; done`;

Deno.test({
  name: "what runs side by side reads as if it had run in order",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = Deno.makeTempDirSync();
    const [a, b] = [join(folder, "a"), join(folder, "b")];
    try {
      // Each of the two waits for the other: one after another would not end.
      const { codes, text } = await run([
        `echo 1; touch '${a}'; ${until(b)}; echo 2; exit 3`,
        `echo 3; echo 4 >&2; ${until(a)}; touch '${b}'`,
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
      while (!existsSync(begun)) {
        await new Promise((done) => setTimeout(done, 5));
      }
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

function existsSync(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
