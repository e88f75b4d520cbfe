import assert from "node:assert/strict";
import { resolve } from "node:path";
import { argumentsOf, environmentOf } from "./launch.ts";
import { knowsWideVectors, wideVectors } from "./wide_vectors.ts";

const launch = {
  graphics: false,
  wideVectors: false,
  threads: 2,
  audit: "/work/audit.jsonl",
};
const stage = {
  ...launch,
  main: "/store/work/1/main.js",
  config: "/project/deno.json",
  cwd: "/store/scratch/1",
  read: [],
  write: [],
  access: {},
  limits: { memory: null, time: null },
  log: "",
};

Deno.test("a stage's process gets no more of the environment than it needs", () => {
  const names = (graphics: boolean) =>
    Object.keys(environmentOf({ ...launch, graphics }, {
      HOME: "/home/someone",
      SECRET: "x",
      LANG: "de_DE",
      DRI_PRIME: "1",
      MESA_VK_DEVICE_SELECT: "10de:2330",
      MESA_VK_DEVICE_SELECT_LIKE: "x",
      __NV_PRIME_RENDER_OFFLOAD: "1",
      __GLX_VENDOR_LIBRARY_NAME: "nvidia",
      VK_ICD_FILENAMES: "/icd.json",
    })).sort();
  const always = [
    "DENO_AUDIT_PERMISSIONS",
    "DENO_CACHE_LSC_ENDPOINT",
    "DENO_NO_UPDATE_CHECK",
    "HOME",
    "LANG",
    "NO_COLOR",
    "TZ",
  ];
  assert.deepEqual(names(false), always);
  // What chose the adapter for the engine chooses it for the stage.
  assert.deepEqual(
    names(true),
    [
      ...always,
      "DRI_PRIME",
      "LP_NUM_THREADS",
      "MESA_VK_DEVICE_SELECT",
      "VK_ICD_FILENAMES",
      "__GLX_VENDOR_LIBRARY_NAME",
      "__NV_PRIME_RENDER_OFFLOAD",
    ].sort(),
  );
  const { LANG } = environmentOf(launch, { LANG: "de_DE" });
  assert.equal(LANG, "C.UTF-8");
});

Deno.test("Deno's own folder is named from where the engine stands", () => {
  const folder = (variable: string) =>
    environmentOf(launch, { DENO_DIR: variable }).DENO_DIR;
  assert.equal(folder("/cache/deno"), "/cache/deno");
  assert.equal(folder("caches/deno"), resolve("caches/deno"));
  // Deno takes an empty one for none.
  assert.equal(folder(""), undefined);
});

Deno.test("a path with a comma is named from where the process stands", () => {
  const folders = (store: string) =>
    argumentsOf({
      ...stage,
      cwd: `${store}/scratch/1`,
      read: [`${store}/work/1/inputs`, `${store}/scratch/1`, "/packages/zod"],
    }).find((argument) => argument.startsWith("--allow-read="));
  assert.equal(
    folders("/a/store"),
    "--allow-read=/a/store/work/1/inputs,/a/store/scratch/1,/packages/zod",
  );
  assert.equal(
    folders("/a, b/store"),
    "--allow-read=../../work/1/inputs,.,/packages/zod",
  );
});

Deno.test("V8's flags are one argument: the limit of memory, and wide vectors", () => {
  const flags = (memory: number | null, wideVectors: boolean) =>
    argumentsOf({ ...stage, limits: { memory, time: null }, wideVectors })
      .filter((argument) => argument.startsWith("--v8-flags"));
  assert.deepEqual(flags(null, false), []);
  assert.deepEqual(flags(300, true), [
    "--v8-flags=--max-old-space-size=300,--experimental-wasm-revectorize",
  ]);
});

Deno.test("a flag that V8 is said to know starts a process, and no other does", async () => {
  const starts = async (flag: string) => {
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", `--v8-flags=${flag}`, ""],
      stderr: "null",
    }).output();
    return success;
  };
  assert.equal(await starts(wideVectors), await knowsWideVectors());
  assert.equal(await starts(`${wideVectors}-x`), false);
});
