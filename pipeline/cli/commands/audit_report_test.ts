import assert from "node:assert/strict";
import { join } from "node:path";
import type { AuditView } from "../../../web/audit/view.ts";
import { check } from "../testing/check.ts";
import { makeProject } from "../testing/project.ts";

Deno.test("an audit is written as a page and as the JSON that it prints", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const report = join(project.root, "audit.html");
  const { code, value } = await project.json("audit", "--report", report);
  assert.equal(code, 0);
  const path = join(project.root, "audit.json");
  const view: AuditView = JSON.parse(Deno.readTextFileSync(path));
  assert.deepEqual(view, value);
  assert.equal(view.version, 1);
  assert.equal(view.clean, true);
  const [profile] = view.profiles;
  assert.equal(profile!.name, "default");
  assert.equal(profile!.complete, true);
  assert.deepEqual(
    profile!.stages.map(({ name, verdict }) => [name, verdict]),
    ["comparison", "count/pear", "count/plum", "page", "word/pear", "word/plum"]
      .map((name) => [name, "as locked"]),
  );
  const page = Deno.readTextFileSync(report);
  for (const { key } of profile!.stages) {
    assert(page.includes(key.slice(0, 16)), key);
  }
  assert(!page.includes("<script"));

  // What an earlier audit wrote is written over, by the name of either file.
  const again = await project.run("audit", "--report", path);
  assert.equal(again.code, 0);
  assert.match(again.stdout, /Report:\n {2}\S+audit\.html\n {2}\S+audit\.json/);
});

Deno.test("an audit that is not clean is written, too", async () => {
  await using project = makeProject();
  await project.run("reproduce", "--update-lock");
  const { value } = await project.json("lineage", "comparison.results");
  const { digest } = value.artifact;
  const path = join(
    project.root,
    ".juice/objects",
    digest.slice(0, 2),
    digest.slice(2),
  );
  Deno.chmodSync(path, 0o644);
  Deno.writeTextFileSync(path, "{}");
  const base = join(project.root, "report-of-an-audit");
  const { code } = await project.run("audit", "--report", base);
  assert.equal(code, 1);
  const page = Deno.readTextFileSync(`${base}.html`);
  assert.match(page, /<h1>Verdict: not clean, 1 fault<\/h1>/);
  assert.match(page, /output &quot;results&quot; of &quot;comparison&quot;/);
});

Deno.test("a report is put nowhere where it could do harm", async () => {
  await using project = makeProject();
  const at = (name: string) => join(project.root, name);
  Deno.writeTextFileSync(at("paper.html"), "<h1>My paper</h1>");
  Deno.mkdirSync(at("folder.json"));
  const said: string[] = [];
  let code = 0;
  for (
    const name of ["paper.html", "folder.json", "none/audit.html", ".html"]
  ) {
    const result = await project.run("audit", "--report", at(name));
    said.push(result.stderr);
    code = result.code;
    assert.equal(code, 2);
  }
  assert.equal(
    Deno.readTextFileSync(at("paper.html")),
    "<h1>My paper</h1>",
  );
  await check(import.meta, project, "audit-report-refused", {
    code,
    stdout: "",
    stderr: said.join(""),
  });
});
