import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { makeProject } from "./testing/project.ts";

const main = fileURLToPath(new URL("./main.ts", import.meta.url));

async function interrupted(signal: Deno.Signal) {
  await using project = makeProject();
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--unstable-webgpu",
      main,
      "reproduce",
      "--profile",
      "hanging",
      "--recipe",
      project.recipe,
      "--device",
      "wasm",
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let stderr = "", sent = false;
  const stdout = new Response(child.stdout).text();
  for await (
    const text of child.stderr.pipeThrough(new TextDecoderStream())
  ) {
    stderr += text;
    if (!sent && stderr.includes("word/pear: started")) {
      sent = true;
      child.kill(signal);
    }
  }
  await stdout;
  return { code: (await child.status).code, stderr };
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test({
    name: `${signal} keeps what is finished and says how to go on`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      const { code, stderr } = await interrupted(signal);
      assert.equal(code, 130, stderr);
      assert.match(
        stderr,
        /^Stopped; what is done is kept: 0 stages\nTo go on:\n {2}.*task reproduce --profile hanging /m,
      );
    },
  });
}
