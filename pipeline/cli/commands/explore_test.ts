import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { check } from "../testing/check.ts";
import { makeProject } from "../testing/project.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

Deno.test("explore writes one page that stands alone", async () => {
  await using project = makeProject();
  await project.run("reproduce");
  const path = join(project.root, "page.html");
  const { code, value } = await project.json("explore", "--out", path);
  assert.equal(code, 0);
  const page = Deno.readTextFileSync(path);
  assert.deepEqual(value, {
    version: 1,
    profile: "default",
    file: path,
    bytes: page.length,
  });
  // The one beside the report shows the same, to the byte.
  const beside = join(project.root, "report", "explorer.html");
  assert.equal(Deno.readTextFileSync(beside), page);

  const again = await project.run("explore", "--out", path);
  assert.match(again.stdout, /^Explorer: .*page\.html, [\d.]+ kB\n$/);
});

Deno.test("explore writes over nothing but an explorer's page", async () => {
  await using project = makeProject();
  project.write("thesis.html", "years of work");
  const out = join(project.root, "thesis.html");
  const refused = await project.run("explore", "--out", out);
  await check(import.meta, project, "explore-taken", refused);
  assert.equal(Deno.readTextFileSync(out), "years of work");
  const both = await project.run("explore", "--out", out, "--port", "8000");
  await check(import.meta, project, "explore-both", both);
  const inside = join(project.root, "none", "page.html");
  const nowhere = await project.run("explore", "--out", inside);
  await check(import.meta, project, "explore-nowhere", nowhere);
  const port = await project.run("explore", "--port", "70000");
  assert.equal(port.code, 2);
});

Deno.test("a port that another program has is told", async () => {
  await using project = makeProject();
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr as Deno.NetAddr;
  const told = await project.run("explore", "--port", String(port));
  const shown = {
    ...told,
    stderr: told.stderr.replaceAll(String(port), "PORT"),
  };
  await check(import.meta, project, "explore-port", shown);
});

Deno.test("a port that the system does not give is told", async () => {
  await using project = makeProject();
  const { serve } = Deno;
  // Whoever is root may have every port.
  Deno.serve = () => {
    throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
  };
  try {
    const told = await project.run("explore", "--port", "80");
    await check(import.meta, project, "explore-port-refused", told);
  } finally {
    Deno.serve = serve;
  }
});

Deno.test("the page beside a report is made again only for other records", async () => {
  await using project = makeProject();
  await project.run("reproduce");
  const path = join(project.root, "report", "explorer.html");
  const first = Deno.readTextFileSync(path);
  // A mark before the end, which the digest of what it shows does not see.
  const marked = first.replace("<body>", "<body><!-- seen -->");
  Deno.writeTextFileSync(path, marked);
  await project.run("reproduce");
  assert.equal(Deno.readTextFileSync(path), marked);
  await project.run("reproduce", "--update-lock");
  const locked = Deno.readTextFileSync(path);
  assert.notEqual(locked, marked);
  await project.run("reproduce");
  assert.equal(Deno.readTextFileSync(path), locked);
});

Deno.test({
  name: "explore serves until Ctrl-C, which is no failure",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    await using project = makeProject();
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--unstable-webgpu",
        main,
        "explore",
        "--recipe",
        project.recipe,
        "--device",
        "wasm",
        "--json",
      ],
      env: { NO_COLOR: "1" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const stderr = new Response(child.stderr).text();
    let text = "";
    for await (
      const part of child.stdout.pipeThrough(new TextDecoderStream())
    ) {
      text += part;
      if (!text.endsWith("}\n")) continue;
      const { version, profile, url } = JSON.parse(text);
      assert.deepEqual([version, profile], [1, "default"]);
      const answer = await fetch(`${url}api/graph`);
      assert.equal((await answer.json()).stages.length, 6);
      child.kill("SIGINT");
    }
    assert.deepEqual(
      [(await child.status).code, await stderr],
      [0, ""],
    );
  },
});
