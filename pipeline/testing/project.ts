/**
 * A small project in a temporary folder, for tests of the engine as a whole:
 * kinds that take no time, and one that misbehaves as a test asks it to.
 *
 * @module
 */

import { dirname, join } from "node:path";
import type { DeviceClass } from "../identity/preimage.ts";
import { type PlanOptions, planRecipe } from "../plan/mod.ts";
import { openProject, type Project } from "../project.ts";
import { buildRecipe } from "../build_recipe.ts";
import type { RunEvent, StageOutcome } from "../run/event.ts";
import { type RunOptions, runPlan } from "../run/mod.ts";
import { removeIfThere } from "../store/files.ts";
import { makeFolder } from "./folder.ts";

const engine = new URL("../", import.meta.url);

/** The engine's modules as a fixture's module imports them. */
export const header = `
import { z } from "npm:zod@4.6.7";
import { file, folder, json, many, optional } from "${engine}artifact.ts";
import { stage } from "${engine}stage.ts";
const readJson = async (path) => JSON.parse(await Deno.readTextFile(path));
const writeJson = (path, value) =>
  Deno.writeTextFile(path, JSON.stringify(value));
`;

/** The fixture's modules by path. */
const files: Readonly<Record<string, string>> = {
  "stages/number.ts": `${header}
export const number = stage(import.meta, {
  doc: "Writes a number.",
  params: z.object({ value: z.number().max(1000) }),
  inputs: {}, outputs: { number: json }, determinism: "bitwise",
  async run({ params, outputs, metric }) {
    await writeJson(outputs.number, params.value);
    metric("value", params.value);
  },
});`,
  "stages/constant.json": "1",
  "stages/parity.ts": `${header}
import one from "./constant.json" with { type: "json" };
export const parity = stage(import.meta, {
  doc: "Tells whether a number is odd.",
  params: z.object({}),
  inputs: { number: json }, outputs: { odd: json }, determinism: "bitwise",
  async run({ inputs, outputs }) {
    await writeJson(outputs.odd, await readJson(inputs.number) & one);
  },
});`,
  "stages/collect.ts": `${header}
export const collect = stage(import.meta, {
  doc: "Collects numbers in a folder.",
  params: z.object({ seed: z.int().default(0) }),
  inputs: { numbers: many(json), extra: optional(json), unused: optional(json) },
  outputs: { all: folder("numbers") }, determinism: "bitwise",
  accelerated: true,
  async run({ inputs, outputs, rng, progress, adapter, tuning, log }) {
    log("adapter: " + adapter);
    if (tuning) log("tuning: " + JSON.stringify(tuning));
    const labels = Object.keys(inputs.numbers);
    for (const [i, label] of labels.entries()) {
      const value = await readJson(inputs.numbers[label]);
      await Deno.mkdir(outputs.all + "/by-label", { recursive: true });
      const name = label.replaceAll("/", "-") + ".json";
      await writeJson(outputs.all + "/by-label/" + name, value);
      progress(i + 1, labels.length, "numbers");
    }
    if (inputs.extra) await Deno.copyFile(inputs.extra, outputs.all + "/extra");
    await writeJson(outputs.all + "/draw.json", rng.uniform());
  },
});`,
  "stages/trouble.ts": `${header}
export const trouble = stage(import.meta, {
  doc: "Does what it must not.",
  params: z.object({ how: z.string(), path: z.string().default("") }),
  inputs: { number: optional(json) }, outputs: { out: json },
  determinism: "bitwise", resources: { memory: 64 },
  async run({ params, outputs, scratch, log }) {
    log("about to " + params.how);
    if (params.how === "read") await Deno.readTextFile(params.path);
    if (params.how === "env") Deno.env.get("SECRET");
    if (params.how === "net") await fetch("http://127.0.0.1:7777/");
    if (params.how === "run") await new Deno.Command("/bin/ls").output();
    if (params.how === "write") await Deno.writeTextFile(params.path, "x");
    if (params.how === "throw") throw new Error("the rate is negative");
    if (params.how === "reject") {
      Promise.reject(new Error("nobody caught this"));
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    if (params.how === "exit") Deno.exit(7);
    let hangs = params.how === "hang";
    if (params.how === "continue") {
      const kept = await Deno.readTextFile(scratch + "/checkpoint")
        .catch(() => null);
      if (kept !== null) log("continues from " + kept);
      hangs = kept === null;
    }
    if (hangs) {
      await Deno.writeTextFile(scratch + "/checkpoint", "half");
      log("hanging");
      for (;;) await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    if (params.how === "memory") {
      const held = [];
      for (;;) held.push(new Array(100_000).fill(held.length + 0.5));
    }
    if (params.how === "keep") {
      if (globalThis.localStorage) throw new Error("there is a localStorage");
    }
    if (params.how === "tree") {
      await Deno.writeTextFile(outputs.out, "juice tree/1\\nno folder");
    } else if (params.how === "clock") {
      await writeJson(outputs.out, performance.timeOrigin + performance.now());
    } else if (params.how === "random") {
      await writeJson(outputs.out, [Math.random(), crypto.randomUUID()]);
    } else if (params.how !== "nothing") await writeJson(outputs.out, 1);
  },
});`,
  "stages/recipe.ts": `
import { recipe } from "${engine}recipe.ts";
import { collect } from "./collect.ts";
import { number } from "./number.ts";
import { parity } from "./parity.ts";
import { trouble } from "./trouble.ts";
const plain = { a: 3, b: 4, seed: 0 };
export default recipe({
  doc: "A small DAG.",
  profiles: {
    plain, other: { ...plain, a: 5 }, changed: { ...plain, a: 6 },
    read: { ...plain, how: "read", path: "/etc/passwd" },
    write: { ...plain, how: "write", path: "/tmp/juice-must-not-be" },
    clock: { ...plain, how: "clock" },
    ...Object.fromEntries(
      ["env", "net", "run", "throw", "reject", "exit", "hang", "memory",
        "nothing", "keep", "random", "tree", "continue"].map((how) => [how, { ...plain, how }])),
  },
  build({ a, b, seed, how, path = "" }, add) {
    const x = add("number/a", number, { value: a }, {});
    const y = add("number/b", number, { value: b }, {});
    const odd = add("parity", parity, {}, { number: x.number });
    const all = add("collect", collect, { seed }, {
      numbers: { "odd/a": odd.odd, b: y.number },
    });
    if (how) {
      const bad = add("trouble", trouble, { how, path }, { number: y.number });
      add("after", parity, {}, { number: bad.out });
    }
    return { report: all.all };
  },
});`,
};

/** A project in a temporary folder. */
export interface TestProject extends Disposable {
  readonly root: string;
  /** Opens it anew, which reads its code anew, but for the recipe. */
  open(): Promise<Project>;
  /** Replaces text in one of its files. */
  edit(path: string, from: string, to: string): void;
}

/**
 * Makes the project.
 *
 * @param own Files beside its own, or in their place, by path.
 */
export function makeProject(
  own: Readonly<Record<string, string>> = {},
): TestProject {
  const root = makeFolder();
  Deno.mkdirSync(join(root, "stages"));
  for (const [path, text] of Object.entries({ ...files, ...own })) {
    Deno.mkdirSync(dirname(join(root, path)), { recursive: true });
    Deno.writeTextFileSync(join(root, path), text);
  }
  for (const name of ["deno.json", "deno.lock"]) {
    Deno.copyFileSync(new URL(`../${name}`, engine), join(root, name));
  }
  return {
    root,
    open: () => openProject({ root, store: join(root, ".juice") }),
    edit: (path, from, to) => {
      const text = Deno.readTextFileSync(join(root, path));
      if (!text.includes(from)) throw new Error(`${path} has no "${from}"`);
      Deno.writeTextFileSync(join(root, path), text.replaceAll(from, to));
    },
    [Symbol.dispose]: () => removeIfThere(root),
  };
}

/** The device of tests. */
export const wasm: DeviceClass = { kind: "wasm", adapter: "" };

/** What a run came to. */
interface TestRun {
  readonly outcomes: Readonly<Record<string, StageOutcome>>;
  readonly events: readonly RunEvent[];
}

/** Plans and runs a profile. */
export async function runProfile(
  project: Project,
  profile: string,
  options: Partial<RunOptions> & PlanOptions = {},
): Promise<TestRun> {
  const built = buildRecipe(project.recipe, profile);
  const { device = wasm, onEvent, ...rest } = options;
  const plan = await planRecipe(project, built, device, options);
  const events: RunEvent[] = [];
  const outcomes = await runPlan(project, plan, {
    ...rest,
    device,
    onEvent: (event) => {
      events.push(event);
      onEvent?.(event);
    },
  });
  return {
    outcomes: Object.fromEntries(outcomes.map((one) => [one.name, one])),
    events,
  };
}

/** The stages' processes that run for a project, on Linux; elsewhere none. */
export function processesOf(root: string): number[] {
  if (Deno.build.os !== "linux") return [];
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name))
    .filter((pid) => {
      if (!(pid > 0)) return false;
      try {
        return Deno.readTextFileSync(`/proc/${pid}/cmdline`)
          .includes(join(root, ".juice", "work"));
      } catch {
        return false;
      }
    });
}

export { openProject };

/** `name: status` of every stage, in the plan's order. */
export function statuses(run: TestRun): string[] {
  return Object.values(run.outcomes).map((o) => `${o.name}: ${o.status}`);
}
