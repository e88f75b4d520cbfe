import assert from "node:assert/strict";
import { environment, flags } from "../pipeline/run/sandbox.ts";
import { DataError } from "./data/error.ts";
import { report } from "./report.ts";
import { digestOf, execute, temporaryFolder } from "./testing/context.ts";
import { type Made, writeReportInputs } from "./testing/report_fixtures.ts";

const arms = ["base", "sft", "spin", "rft/beta=0.3", "irft/beta=0.3"];
const rounds = [
  "irft/rounds=2/round=1",
  "irft/rounds=2",
  "a long name of an arm",
];

const sizes: Readonly<Record<string, Made>> = {
  "a sweep with a cell of more arms and three seeds": {
    arms,
    more: rounds,
    ratios: [0, 0.35],
    baseRatios: [0.7, 0],
    seeds: [1, 2, 3],
  },
  "one cell and one seed": { arms, ratios: [0.35], seeds: [1] },
  "two kinds": {
    arms,
    ratios: [0.2, 0.5],
    seeds: [1, 2],
    kinds: ["truncated", "garbled"],
  },
  "a task without a gold metric": {
    arms,
    ratios: [0.2, 0.5],
    seeds: [1, 2, 3],
    withoutGold: true,
  },
  "a base alone": { arms: ["base"], ratios: [0], seeds: [1] },
};

for (const [name, made] of Object.entries(sizes)) {
  Deno.test(`a report of ${name} is whole`, async () => {
    await using folder = await temporaryFolder();
    const inputs = await writeReportInputs(folder.path, made);
    await using done = await execute(report, { params: {}, inputs });
    const page = await Deno.readTextFile(`${done.outputs.page}/index.html`);

    // What no cell measured is not explained either.
    const words = made.arms.length > 1 && !("withoutGold" in made);
    assert.equal(/Phoneme error rate/.test(page), words);

    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    assert.equal(new Set(ids).size, ids.length, "an id stands twice");
    const targets = [...page.matchAll(/ href="#([^"]+)"/g)].map((m) => m[1]);
    for (const target of targets) assert.ok(ids.includes(target), target);
    for (const path of Object.values(inputs.evaluations)) {
      assert.ok(ids.includes(`evaluation-${digestOf(path).slice(0, 12)}`));
      assert.ok(
        page.includes(`deno task lineage ${digestOf(path).slice(0, 12)}`),
      );
      const link = `href="explorer.html#/artifact/${digestOf(path)}"`;
      assert.ok(page.split(link).length > 1, "in the evidence");
      if (made.arms.length > 1) {
        // Rounds on the way to an arm stand in the evidence alone.
        const onTheWay = /round=\d/.test(await Deno.readTextFile(path));
        assert.equal(page.split(link).length > 2, !onTheWay, "and the tables");
      }
    }

    assert.ok(page.includes('href="explorer.html#/results"'));
    const typed = /deno task lineage results \S*method=.+ ratio=[\d.]+/;
    assert.equal(typed.test(page), made.arms.length > 1);

    const figures = [...Deno.readDirSync(`${done.outputs.page}/figures`)];
    assert.equal(figures.length, done.metrics.figures);
    for (const { name } of figures) {
      assert.ok(page.includes(`href="figures/${name}"`), name);
      const svg = await Deno.readTextFile(
        `${done.outputs.page}/figures/${name}`,
      );
      for (const text of [svg, page]) {
        assert.doesNotMatch(text, /NaN|Infinity|undefined|\[object/);
      }
      assert.ok(svg.includes("font-family="), "a figure alone needs its font");
    }
    assert.equal(
      digestOf(`${done.outputs.page}/results.json`),
      digestOf(inputs.results),
    );
  });
}

Deno.test("the process of a report needs its inputs and its output alone", async () => {
  await using folder = await temporaryFolder();
  await Deno.mkdir(`${folder.path}/in`);
  const inputs = await writeReportInputs(`${folder.path}/in`, {
    arms,
    ratios: [0, 0.35],
    seeds: [1],
  });
  await using done = await execute(report, { params: {}, inputs });
  const page = `${folder.path}/page`;
  await Deno.mkdir(page);
  const digests = {
    results: digestOf(inputs.results),
    evaluations: Object.fromEntries(
      Object.entries(inputs.evaluations).map(([label, path]) => [
        label,
        digestOf(path),
      ]),
    ),
  };
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      ...flags,
      `--allow-read=${folder.path}/in`,
      `--allow-write=${page}`,
      new URL("testing/report_process.ts", import.meta.url).href,
      JSON.stringify({ inputs, digests, page }),
    ],
    // Another language and another time zone must not show.
    env: { ...environment, LANG: "de_DE.UTF-8", TZ: "Asia/Kathmandu" },
    stdout: "null",
    stderr: "piped",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  assert.equal(
    await Deno.readTextFile(`${page}/index.html`),
    await Deno.readTextFile(`${done.outputs.page}/index.html`),
  );
  for (const { name } of Deno.readDirSync(`${page}/figures`)) {
    assert.equal(
      digestOf(`${page}/figures/${name}`),
      digestOf(`${done.outputs.page}/figures/${name}`),
      name,
    );
  }
});

Deno.test("notices stand before the answer", async () => {
  await using folder = await temporaryFolder();
  const made = { arms: ["sft", "rft"], ratios: [0.2], seeds: [1] };
  const inputs = await writeReportInputs(folder.path, made);
  await using done = await execute(report, {
    params: { notices: ["A smoke test."] },
    inputs,
  });
  const page = await Deno.readTextFile(`${done.outputs.page}/index.html`);
  const at = page.indexOf("A smoke test.");
  assert.ok(at > 0 && at < page.indexOf('class="headline"'));
});

Deno.test("what artifacts say is text, wherever it stands", async () => {
  const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(2)>`;
  await using folder = await temporaryFolder();
  const made: Made = {
    arms: ["sft", hostile, `rft/${hostile}`],
    ratios: [0, 0.35],
    seeds: [1, 2],
    examples: [hostile, "\u0000\ud800"],
  };
  const inputs = await writeReportInputs(folder.path, made);
  const summary = `${folder.path}/hostile.json`;
  await Deno.writeTextFile(
    summary,
    JSON.stringify({ [hostile]: hostile, list: [{ [hostile]: hostile }] }),
  );
  await using done = await execute(report, {
    params: { title: hostile, question: hostile, limits: [hostile] },
    inputs: { ...inputs, summaries: { [hostile]: summary } },
  });
  const read = (name: string) =>
    Deno.readTextFile(`${done.outputs.page}/${name}`);
  const page = await read("index.html");
  assert.equal(page.match(/<script/gi)?.length, 1, "the page's own");
  assert.doesNotMatch(page, /<img/i);
  assert.ok(page.includes("&lt;script&gt;alert(1)"));
  // What a shell would read otherwise is one quoted word of the command.
  assert.match(page, /lineage results &#39;method=(?:rft\/)?&quot;/);
  for (const { name } of Deno.readDirSync(`${done.outputs.page}/figures`)) {
    const svg = await read(`figures/${name}`);
    assert.doesNotMatch(svg, /<script|<img/i, name);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(svg, /\u0000/, name);
  }
});

Deno.test("a report runs no code and loads nothing but its own", async () => {
  await using folder = await temporaryFolder();
  const inputs = await writeReportInputs(folder.path, {
    arms,
    ratios: [0, 0.35],
    seeds: [1],
  });
  await using done = await execute(report, { params: {}, inputs });
  const page = await Deno.readTextFile(`${done.outputs.page}/index.html`);
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/
    .exec(page)?.[1] ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'sha256-/);
  assert.doesNotMatch(policy, /unsafe|https?:/);
  assert.doesNotMatch(page, / (?:style|on[a-z]+)=/, "the policy refuses these");
  const addresses = [...page.matchAll(/(?:href|src)="([^"#]*)/g)]
    .map((match) => match[1]);
  for (const address of addresses) {
    assert.match(
      address ?? "",
      /^$|^data:,$|^figures\/[a-z-]+\.svg$|^explorer\.html$/,
    );
  }
});

Deno.test("a report refuses results that are malformed, by name", async () => {
  await using folder = await temporaryFolder();
  const inputs = await writeReportInputs(folder.path, {
    arms,
    ratios: [0.35],
    seeds: [1],
  });
  const [label, path] = Object.entries(inputs.evaluations)[0] as [
    string,
    string,
  ];
  await Deno.writeTextFile(path, `{"version":2}`);
  await assert.rejects(
    () => execute(report, { params: {}, inputs }),
    (error) =>
      error instanceof DataError &&
      error.message.includes(`evaluation "${label}"`) &&
      error.message.includes("method"),
  );
  await Deno.writeTextFile(inputs.results, "{");
  await Deno.writeTextFile(path, "{");
  await assert.rejects(
    () => execute(report, { params: {}, inputs }),
    /Cannot report on .*: it is not JSON; rerun/,
  );
});
