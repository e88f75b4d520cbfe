import assert from "node:assert/strict";
import { join } from "node:path";
import { sha256 } from "../../identity/hash.ts";
import { assertFits, assertSnapshot } from "../../testing/snapshot.ts";
import { makeStyle } from "../terminal.ts";
import { makeProject } from "../testing/project.ts";
import { type Examination, pinnedDeno, renderExamination } from "./doctor.ts";

Deno.test("doctor finds this machine and the store", async () => {
  await using project = makeProject();
  const { value } = await project.json("doctor");
  assert.equal(value.deno, Deno.version.deno);
  assert.equal(value.store.path, join(project.root, ".juice"));
  assert.equal(value.store.writable, true);
  assert.ok(["wasm", "webgpu"].includes(value.device.kind));
  assert.equal(
    value.device.kind === "webgpu",
    value.adapter !== null && !value.adapter.software,
  );
});

const machine: Examination = {
  deno: pinnedDeno,
  cores: 8,
  memory: { total: 16e9, available: 9e9 },
  adapter: {
    description: "Some GPU",
    software: false,
    limits: { maxBufferSize: 2 ** 31, maxComputeInvocationsPerWorkgroup: 1024 },
    features: ["subgroups"],
  },
  selection: {
    device: { kind: "webgpu", adapter: "Some GPU" },
    why: '"Some GPU" is a hardware adapter',
  },
  tuning: sha256("measured"),
  store: { path: "/home/a/juice/.juice", free: 84e9, writable: true },
  isolation: { kind: "namespaces" },
  programs: [
    {
      name: "chromium",
      purpose: "tests of the report's page in a browser",
      path: null,
      install: "sudo apt-get install chromium",
    },
  ],
  problems: [],
};

Deno.test("doctor says what a machine can do and what is missing", async () => {
  const text = (found: Examination) => {
    const printed = renderExamination(found, 80, makeStyle(false)).join("\n");
    assertFits(printed);
    return printed;
  };
  await assertSnapshot(import.meta, "doctor-good", text(machine));
  const bad: Examination = {
    ...machine,
    deno: "2.8.0",
    adapter: null,
    selection: {
      device: { kind: "wasm", adapter: "" },
      why: "there is no WebGPU adapter",
    },
    store: { path: "/mnt/full", free: 1e6, writable: false },
    isolation: {
      kind: "none",
      why: "this system does not permit it: unshare: unshare failed: " +
        "Operation not permitted",
    },
    problems: [
      "Deno is 2.8.0, but results are pinned to 2.9.6; use it with\n" +
      "  npx -y deno@2.9.6 task reproduce",
      'The store "/mnt/full" cannot be written; choose another with --store, ' +
      "or JUICE_STORE",
    ],
  };
  await assertSnapshot(import.meta, "doctor-bad", text(bad));
});
