/**
 * The same DAG of trivial tasks for other tools, each in a folder of its own:
 * make and Snakemake where they are installed, Turborepo and Wireit by npm.
 *
 * @module
 */

import { join } from "node:path";
import type { Measured } from "./measure.ts";
import { edges, type Size } from "./project.ts";

/** Another tool. */
export interface Peer {
  readonly name: string;
  /** Prepares the tool; its version, or null where it cannot be had here. */
  prepare(folder: string): Promise<string | null>;
  /** Writes the DAG into the folder. The source is the folder `corpus` in it. */
  write(folder: string, size: Size): void;
  /** The command that runs what is not up to date. */
  run(folder: string): Measured;
}

const decoder = new TextDecoder();

async function output(
  program: string,
  args: string[],
  cwd: string,
): Promise<string | null> {
  try {
    const { success, stdout } = await new Deno.Command(program, {
      args,
      cwd,
      stdin: "null",
      stderr: "null",
    }).output();
    return success ? decoder.decode(stdout).trim() : null;
  } catch {
    return null;
  }
}

/** Exact versions, so that figures can be repeated. */
const versions = { turbo: "2.11.11", wireit: "0.14.13" };

async function install(
  folder: string,
  name: keyof typeof versions,
): Promise<string | null> {
  const version = versions[name];
  const tool = join(folder, "tool");
  Deno.mkdirSync(tool, { recursive: true });
  const done = await output("npm", [
    "install",
    "--prefix",
    tool,
    "--no-audit",
    "--no-fund",
    `${name}@${version}`,
  ], folder);
  return done === null ? null : version;
}

function writeJson(path: string, value: unknown): void {
  Deno.writeTextFileSync(path, JSON.stringify(value, null, 2) + "\n");
}

/**
 * GNU make: compares modification times, and nothing else. Its built-in rules
 * are off (-r): it would try each of them on each of the files, for minutes.
 */
const make: Peer = {
  name: "make",
  prepare: async (folder) =>
    (await output("make", ["--version"], folder))
      ?.match(/\d+\.\d+[.\d]*/)?.[0] ?? null,
  write(folder, size) {
    const rules = edges(size).map((from, i) => {
      const inputs = from.map((j) => `out/${j}`);
      if (i === 0 && size.files > 0) inputs.push("$(wildcard corpus/*/*)");
      // Not $^, which for 100,000 files is longer than a command may be.
      return `out/${i}: ${inputs.join(" ")}\n\techo ${i} > $@\n`;
    });
    Deno.mkdirSync(join(folder, "out"), { recursive: true });
    Deno.writeTextFileSync(
      join(folder, "Makefile"),
      `all: ${rules.map((_, i) => `out/${i}`).join(" ")}\n` + rules.join(""),
    );
  },
  run: (folder) => ({
    program: "make",
    args: ["-s", "-r", "-j2"],
    cwd: folder,
  }),
};

/** Snakemake: modification times, and the parameters, code and sets of inputs. */
const snakemake: Peer = {
  name: "snakemake",
  prepare: (folder) => output("snakemake", ["--version"], folder),
  write(folder, size) {
    Deno.writeTextFileSync(
      join(folder, "Snakefile"),
      `
import json
from glob import glob

edges = json.load(open("edges.json"))
corpus = sorted(glob("corpus/*/*"))

rule all:
    input: [f"out/{i}" for i in range(len(edges))]

rule step:
    input: lambda w: [f"out/{j}" for j in edges[int(w.i)]] + (corpus if w.i == "0" else [])
    output: "out/{i}"
    shell: "echo {wildcards.i} > {output}"
`.trimStart(),
    );
    writeJson(join(folder, "edges.json"), edges(size));
  },
  run: (folder) => ({
    program: "snakemake",
    args: ["--cores", "2", "--quiet", "all"],
    cwd: folder,
    env: { HOME: folder },
  }),
};

/** Turborepo: a task is a script of a package, so each stage is a package. */
const turborepo: Peer = {
  name: "turborepo",
  prepare: (folder) => install(folder, "turbo"),
  write(folder, size) {
    writeJson(join(folder, "package.json"), {
      name: "root",
      private: true,
      packageManager: "npm@10.0.0",
      workspaces: ["packages/*"],
    });
    writeJson(join(folder, "turbo.json"), {
      tasks: { build: { dependsOn: ["^build"], outputs: ["out"] } },
    });
    const locked: Record<string, unknown> = {};
    for (const [i, from] of edges(size).entries()) {
      const place = join(folder, "packages", `s${i}`);
      Deno.mkdirSync(place, { recursive: true });
      const dependencies = Object.fromEntries(
        from.map((j) => [`s${j}`, "1.0.0"]),
      );
      const one = { name: `s${i}`, version: "1.0.0", dependencies };
      writeJson(join(place, "package.json"), {
        ...one,
        scripts: { build: `echo ${i} > out` },
      });
      locked[`node_modules/s${i}`] = { resolved: `packages/s${i}`, link: true };
      locked[`packages/s${i}`] = one;
    }
    writeJson(join(folder, "package-lock.json"), {
      name: "root",
      lockfileVersion: 3,
      requires: true,
      packages: { "": { name: "root", workspaces: ["packages/*"] }, ...locked },
    });
    if (size.files > 0) {
      // What a package's task depends on lies in the package.
      Deno.renameSync(
        join(folder, "corpus"),
        join(folder, "packages/s0/corpus"),
      );
    }
  },
  run: (folder) => ({
    program: join(folder, "tool/node_modules/.bin/turbo"),
    args: ["run", "build", "--concurrency=2", "--output-logs=none"],
    cwd: folder,
    env: { TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
  }),
};

/** Wireit: a stage is a script of one package. */
const wireit: Peer = {
  name: "wireit",
  prepare: (folder) => install(folder, "wireit"),
  write(folder, size) {
    const all = edges(size);
    const names = all.map((_, i) => `s${i}`);
    writeJson(join(folder, "package.json"), {
      name: "root",
      private: true,
      scripts: Object.fromEntries(
        ["all", ...names].map((name) => [name, "wireit"]),
      ),
      wireit: {
        all: { dependencies: names },
        ...Object.fromEntries(all.map((from, i) => [`s${i}`, {
          command: `echo ${i} > out/${i}`,
          dependencies: from.map((j) => `s${j}`),
          files: i === 0 && size.files > 0 ? ["corpus/**"] : [],
          output: [`out/${i}`],
        }])),
      },
    });
    Deno.mkdirSync(join(folder, "out"), { recursive: true });
  },
  run: (folder) => ({
    program: "npm",
    args: ["run", "--silent", "all"],
    cwd: folder,
    env: {
      PATH: `${join(folder, "tool/node_modules/.bin")}:${Deno.env.get("PATH")}`,
      WIREIT_PARALLEL: "2",
      WIREIT_LOGGER: "quiet",
    },
  }),
};

/** All of them, the one that is compared with first. */
export const peers: readonly Peer[] = [snakemake, make, turborepo, wireit];
