/**
 * Messages for what cannot be made to happen by a command line in a test: other
 * hardware, a damaged disk, output that goes nowhere.
 *
 * @module
 */

import { join } from "node:path";
import { importMapOf } from "../../identity/config.ts";
import { sha256 } from "../../identity/hash.ts";
import { decode, encode } from "../../identity/canonical.ts";
import { argumentsOf, type Launch } from "../../run/launch.ts";
import { decodeTree, listFiles } from "../../store/tree.ts";
import { readTuning, storeTuning } from "../../store/tuning.ts";
import { makeFolders } from "../../store/sync.ts";
import { makeTempStore } from "../../testing/store.ts";
import { resolveDevice } from "../device.ts";
import { writeOut } from "../terminal.ts";
import { checkThrown } from "../testing/messages.ts";
import { findProject } from "../../project.ts";

Deno.test("what a machine cannot do is said with what to do", async () => {
  const stream = (fields: object) => ({
    writeSync(): number {
      throw Object.assign(new Error("the device is gone"), fields);
    },
  });
  const launch: Launch = {
    main: "/work/main.ts",
    config: "/weather/deno.json",
    cwd: "/work",
    read: ["/cache/a,b"],
    write: [],
    access: {},
    limits: { memory: null, time: null },
    graphics: false,
    wideVectors: false,
    threads: 1,
    audit: "/work/audit",
    log: "/work/log.txt",
  };
  await checkThrown(import.meta, "machine", {
    "A folder with a comma": () => argumentsOf(launch),
    "No adapter": () =>
      resolveDevice("webgpu", "deno task doctor", () => Promise.resolve(null)),
    "A full disk behind standard output": () =>
      writeOut(stream({ code: "ENOSPC" }), "table"),
    "Standard output that fails": () => writeOut(stream({}), "table"),
  });
});

Deno.test("what a store cannot take or give is said with the path", async () => {
  using temp = makeTempStore();
  const { store, folder } = temp;
  const at = (...names: string[]) => join(folder, ...names);
  Deno.writeTextFileSync(at("plain"), "text");
  Deno.mkdirSync(at("linked"));
  Deno.symlinkSync(at("plain"), at("linked", "link"));
  const { digest } = store.putBytes(new TextEncoder().encode("object"));
  const seal = store.pathOf(digest);
  Deno.chmodSync(seal, 0o644);
  Deno.writeTextFileSync(seal, "damage");
  const encoder = new TextEncoder();
  await checkThrown(import.meta, "store", {
    "A folder as a file": () => store.putFile(folder),
    "A link in a folder": () => listFiles(at("linked")),
    "A damaged object": () => store.materialize(digest, "file", at("out")),
    "An object that is not there": () =>
      store.materialize(sha256("nowhere"), "file", at("out")),
    "A file in a folder's place": () => makeFolders(at("plain"), folder),
    "A tree that is none": () => decodeTree(encode([{ path: 3 }], "tree/1")),
    "Bytes that are not as encoded": () =>
      decode(encoder.encode("juice tree/1\nx"), "tree/1"),
    "An import map that is not there": () =>
      importMapOf({ importMap: "./map.json" }, at("deno.json")),
    "A tuning that is damaged": () => {
      storeTuning(folder, "Some GPU", { tile: 64 });
      for (const { name } of Deno.readDirSync(at("tuning"))) {
        if (!name.startsWith("adapter-")) Deno.removeSync(at("tuning", name));
      }
      return readTuning(folder, "Some GPU");
    },
    "No recipe in this folder": () => {
      Deno.writeTextFileSync(at("deno.json"), "{}");
      return findProject({ root: folder });
    },
  }, (text) => text.replaceAll(folder, "FOLDER"));
});
