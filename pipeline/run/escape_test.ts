/**
 * Stages that try to get at what they did not declare. What Deno refuses must
 * throw; what it permits must come to nothing, and says so in docs/sandbox.md.
 */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { buildRecipe } from "../build_recipe.ts";
import { closureOf } from "../identity/closure.ts";
import {
  header,
  makeProject,
  runProfile,
  type TestProject,
} from "../testing/project.ts";

/**
 * What a stage tries, by name: an expression in which `p` has paths of the
 * machine, `input` is a file and `inside` a folder, both inputs, `out` is an
 * output and `scratch` its folder.
 */
const refused: Readonly<Record<string, string>> = {
  // Reading.
  "read an absolute path": `Deno.readTextFile(p.secret)`,
  "read by a file URL": `Deno.readTextFile(new URL("file://" + p.secret))`,
  "read by ..": `Deno.readTextFile(input + "/../../../../../secret.txt")`,
  "read by a relative path": `Deno.readTextFile("../../../../secret.txt")`,
  "read through node:fs": `node("fs").then((m) => m.readFileSync(p.secret))`,
  "read through fetch": `fetch("file://" + p.secret)`,
  "read through an import":
    `hidden(globalThis, "eval")("import('file://" + p.secret + "')")`,
  "read through require": `node("module").then((m) =>
    hidden(m, "createRequire")("file:///x.js")(p.secret))`,
  "read through a Worker": `work("postMessage(Deno.readTextFileSync('" +
    p.secret + "'))")`,
  "look at a file": `Deno.stat(p.secret)`,
  "resolve a path": `Deno.realPath(p.secret)`,
  "list the store": `Array.fromAsync(Deno.readDir(p.root + "/.juice/objects"))`,
  "list the project": `Array.fromAsync(Deno.readDir(p.root))`,
  "list Deno's folder": `Array.fromAsync(Deno.readDir(p.denoFolder))`,
  "read another package": `Deno.readTextFile(p.otherPackage)`,
  "watch a folder": `Deno.watchFs(p.root)[Symbol.asyncIterator]().next()`,
  "read its environment in /proc": `Deno.readTextFile("/proc/self/environ")`,
  "read the engine's": `Deno.readTextFile("/proc/" + Deno.ppid + "/environ")`,
  "go through /proc's root": `Deno.readTextFile("/proc/self/root" + p.secret)`,
  "go through /proc's folder": `Deno.readTextFile(
    "/proc/self/cwd/../../../../secret.txt")`,
  "go through /dev/fd": `Deno.readTextFile("/dev/fd/0")`,
  "make a link in scratch": `Deno.symlink(p.secret, scratch + "/link")`,
  "make a link in an output": `node("fs").then((m) =>
    m.symlinkSync(p.secret, out + ".link"))`,
  "make a hard link": `Deno.link(p.secret, scratch + "/link")`,
  "copy a file in": `Deno.copyFile(p.secret, scratch + "/copy")`,
  "move a file in": `Deno.rename(p.secret, scratch + "/moved")`,
  // Environment and system.
  "read a variable": `Deno.env.get("HOME")`,
  "read all variables": `Deno.env.toObject()`,
  "read a variable by node": `node("process").then((m) => m.env.PATH.length)`,
  "set a variable": `Deno.env.set("LANG", "de_DE")`,
  "ask for the host": `Deno.hostname()`,
  "ask for the user": `node("os").then((m) => m.userInfo())`,
  "ask for the processors": `node("os").then((m) => m.cpus())`,
  "ask for memory": `Deno.systemMemoryInfo()`,
  "ask for interfaces": `Deno.networkInterfaces()`,
  "ask for a report": `node("process").then((m) => m.report.getReport())`,
  "open an inspector": `node("inspector").then((m) => m.open(0))`,
  // Network.
  "fetch": `fetch("http://127.0.0.1:7777/")`,
  "connect": `Deno.connect({ port: 7777 })`,
  "connect by TLS": `Deno.connectTls({ hostname: "127.0.0.1", port: 7777 })`,
  "connect to a unix socket": `Deno.connect({
    transport: "unix", path: "/run/dbus/system_bus_socket" })`,
  "connect by node": `node("net").then((m) => new Promise((done, fail) =>
    m.connect(7777, "127.0.0.1").on("connect", done).on("error", fail)))`,
  "open a WebSocket": `new Promise((done, fail) => {
    const socket = new WebSocket("ws://127.0.0.1:7777/");
    socket.onopen = done;
    socket.onerror = ({ message }) => fail(new Error(message));
  })`,
  "listen": `Deno.listen({ port: 0 })`,
  "serve": `Deno.serve({ port: 0, onListen() {} }, () => new Response())`,
  "look up a name": `Deno.resolveDns("example.com", "A")`,
  "look up a name by node": `node("dns/promises").then((m) =>
    m.lookup("localhost"))`,
  "import from the network":
    `hidden(globalThis, "eval")("import('https://deno.land/x.ts')")`,
  // Processes and native code.
  "start a process": `new Deno.Command("/bin/true").output()`,
  "start a process by node": `node("child_process").then((m) =>
    m.spawnSync("/bin/true", { env: {} }).error ?? Promise.reject("it ran"))
    .then((error) => { throw error; })`,
  "start a shell": `node("child_process").then((m) => m.execSync("true"))`,
  "signal the engine": `Deno.kill(Deno.ppid, "SIGCONT")`,
  "signal by node": `node("process").then((m) => m.kill(m.ppid, 0))`,
  "load a library": `hidden(Deno, "dlopen")("libc.so.6", {})`,
  "load a library by node": `node("process").then((m) =>
    hidden(m, "dlopen")({ exports: {} }, "/lib/x86_64-linux-gnu/libc.so.6"))`,
  // Writing.
  "overwrite an input": `Deno.writeTextFile(input, "x")`,
  "append to an input": `Deno.writeTextFile(input, "x", { append: true })`,
  "open an input to write": `Deno.open(input, { read: true, write: true })`,
  "truncate an input": `Deno.truncate(input)`,
  "truncate an open input": `Deno.open(input).then((f) => f.truncate(0))`,
  "write an open input": `Deno.open(input).then((f) =>
    f.write(new Uint8Array(1)))`,
  "write an open input by node": `node("fs").then((m) =>
    m.writeSync(m.openSync(input, "r"), "x"))`,
  "chmod an input": `Deno.chmod(input, 0o666)`,
  "chown an input": `Deno.chown(input, 0, 0)`,
  "set an input's time": `Deno.utime(input, 1, 1)`,
  "set an open input's time": `Deno.open(input).then((f) => f.utime(1, 1))`,
  "rename an input": `Deno.rename(input, scratch + "/moved")`,
  "remove an input": `Deno.remove(input)`,
  "link an input out": `Deno.link(input, scratch + "/linked")`,
  "write into an input folder": `Deno.writeTextFile(inside + "/new", "x")`,
  "write outside": `Deno.writeTextFile(p.root + "/escaped", "x")`,
  "write above an output": `Deno.writeTextFile(out + "/../../main.js", "x")`,
  "write into Deno's folder": `Deno.writeTextFile(p.denoFolder + "/x", "x")`,
  "write into a package": `Deno.writeTextFile(p.package + "/x", "x")`,
  "make a temporary file": `Deno.makeTempFile()`,
  "make a temporary folder": `node("fs").then((m) => m.mkdtempSync("/tmp/x"))`,
  "change the folder": `Deno.chdir("/")`,
  "change the mask": `Deno.umask(0)`,
  // State that outlives a process.
  "keep in localStorage": `localStorage.setItem("a", "1")`,
  "keep in sessionStorage": `sessionStorage.setItem("a", "1")`,
  "keep in caches": `caches.open("a")`,
  "keep in a Worker's caches": `work("caches.open('a').then((c) => c.put(" +
    "'http://a/', new Response('x'))).then(() => postMessage('kept'), " +
    "(e) => setTimeout(() => { throw e; }))")`,
  "keep in a node Worker's caches": `node("worker_threads").then((m) =>
    new Promise((done, fail) => create(hidden(m, "Worker"),
      "caches.open('a').then((c) => c.put('http://a/', new Response('x')))" +
      ".then(() => process.exit(0))", { eval: true })
      .on("exit", (code) => code === 0 ? done() : fail(new Error("exit")))
      .on("error", fail)))`,
  "keep in Deno KV": `Deno.openKv()`,
  "keep in SQLite": `node("sqlite").then((m) =>
    new m.DatabaseSync(p.root + "/x.db"))`,
};

/** What Deno permits, and what it then comes to. */
const harmless: Readonly<Record<string, readonly [string, unknown]>> = {
  "ask for a permission": [
    `Deno.permissions.request({ name: "read" }).then((s) => s.state)`,
    "denied",
  ],
  "talk to another process": [
    // A channel is within the process alone.
    `new BroadcastChannel("a").name`,
    "a",
  ],
  "keep in a database of its own": [
    `node("sqlite").then((m) => new m.DatabaseSync(":memory:")
      .prepare("SELECT name FROM sqlite_master").all().length)`,
    0,
  ],
  "read beside its package": [
    `Deno.readTextFile(p.package + "/package.json")
      .then((text) => JSON.parse(text).name)`,
    "zod",
  ],
  // It changes no byte, and without its seal an object is only hashed again.
  "chmod an open input": [
    `node("fs").then((m) => m.fchmodSync(m.openSync(input, "r"), 0o666))`,
    undefined,
  ],
  "set an open input's time by node": [
    `node("fs").then((m) => m.futimesSync(m.openSync(input, "r"), 1, 1))`,
    undefined,
  ],
};

/** What ends the process, so that it can be tried but once. */
const fatal: Readonly<Record<string, readonly [string, RegExp]>> = {
  "receive datagrams": [
    `node("dgram").then((m) => new Promise((done) =>
      m.createSocket("udp4").bind(0, done)))`,
    /was refused what it did not declare: net access/,
  ],
  "start a Worker that may do more": [
    `new Promise((done) => create(hidden(globalThis, "Worker"),
      "data:application/javascript,postMessage(1)",
      { type: "module", deno: { permissions: "inherit" } }).onmessage = done)`,
    /ended with exit code|worker/i,
  ],
};

function attempts(expressions: Readonly<Record<string, string>>): string {
  return Object.entries(expressions).map(([name, text]) =>
    `${JSON.stringify(name)}: (t) => {
      const { p, input, inside, out, scratch } = t; return ${text}; }`
  ).join(",\n");
}

const escape = `${header}
// The check of imports would find these by their names.
const hidden = (from, name) => Reflect.get(from, name);
const create = (Made, ...args) => Reflect.construct(Made, args);
const node = async (name) =>
  await hidden(process, "getBuiltinModule")("node:" + name);
const work = (text) => new Promise((done, fail) => {
  const worker = create(hidden(globalThis, "Worker"),
    "data:application/javascript," + encodeURIComponent(text),
    { type: "module" });
  worker.onmessage = ({ data }) => done(data);
  worker.onerror = (event) => {
    event.preventDefault();
    fail(new Error(event.message));
  };
});
const attempts = {
${
  attempts({
    ...refused,
    ...Object.fromEntries(
      Object.entries({ ...harmless, ...fatal }).map(([k, [v]]) => [k, v]),
    ),
  })
}
};
export const escape = stage(import.meta, {
  doc: "Tries to get out.",
  params: z.object({ names: z.array(z.string()),
    paths: z.record(z.string(), z.string()) }),
  inputs: { number: json, many: folder("numbers") }, outputs: { out: json },
  determinism: "none",
  async run({ params, inputs, outputs, scratch }) {
    const told = {};
    for (const name of params.names) {
      const t = { p: params.paths, input: inputs.number, inside: inputs.many,
        out: outputs.out, scratch };
      try {
        told[name] = { value: await attempts[name](t) ?? null };
      } catch (error) {
        told[name] = { error: String(error?.message ?? error) };
      }
    }
    await writeJson(outputs.out, told);
    // What was left open must not keep it from ending.
    Deno.exitCode = 0;
  },
});`;

function makeEscape(): TestProject {
  return makeProject({
    "secret.txt": "the secret",
    "stages/escape.ts": escape,
    "stages/recipe.ts": `
import { recipe } from "${new URL("../", import.meta.url)}recipe.ts";
import { collect } from "./collect.ts";
import { escape } from "./escape.ts";
import { number } from "./number.ts";
const read = (name) => JSON.parse(Deno.readTextFileSync(
  new URL("./" + name, import.meta.url)));
export default recipe({
  doc: "Tries to get out.",
  profiles: read("names.json"),
  build({ names }, add) {
    const { number: three } = add("number", number, { value: 3 }, {});
    const { all } = add("collect", collect, {}, { numbers: { a: three } });
    add("escape", escape, { names, paths: read("paths.json") },
      { number: three, many: all });
    return {};
  },
});`,
    "stages/names.json": JSON.stringify({
      refused: { names: Object.keys(refused) },
      harmless: { names: Object.keys(harmless) },
      ...Object.fromEntries(
        Object.keys(fatal).map((name) => [name, { names: [name] }]),
      ),
    }),
    "stages/paths.json": "{}",
  });
}

/** Where things are that a stage might want. */
async function pathsOf(test: TestProject): Promise<Record<string, string>> {
  const project = await test.open();
  const graph = await project.graph;
  const { stages } = buildRecipe(project.recipe, "refused");
  const escaping = stages.find(({ name }) => name === "escape")!;
  const [own] = closureOf(graph, escaping.kind).packageFolders;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
  }).output();
  const { denoDir } = JSON.parse(new TextDecoder().decode(stdout));
  return {
    root: test.root,
    secret: join(test.root, "secret.txt"),
    package: own!,
    otherPackage: join(dirname(dirname(own!)), "hyparquet/package.json"),
    denoFolder: denoDir,
  };
}

/** How Deno, the kernel or the engine says no. */
const refusal = new RegExp(
  "Requires \\w+ access|requires unscoped|EPERM|\\(os error \\d+\\)|" +
    "--no-remote is specified|client error \\(Connect\\)|" +
    "^(?:localStorage|sessionStorage|caches) is not defined$|" +
    "^Deno.openKv is not a function$",
);

type Told = Record<string, { value?: unknown; error?: string }>;

async function runEscape(profile: string) {
  using test = makeEscape();
  const paths = await pathsOf(test);
  test.edit("stages/paths.json", "{}", JSON.stringify(paths));
  const project = await test.open();
  const { outcomes } = await runProfile(project, profile);
  const { record, failure } = outcomes.escape!;
  const { number } = outcomes.number!.record!.outputs;
  assert.equal(
    project.store.verify(number!.digest, "file", { deep: true }),
    null,
  );
  for (const escaped of ["escaped", "x.db"]) {
    assert.throws(() => Deno.statSync(join(test.root, escaped)));
  }
  const told: Told = record === null ? {} : JSON.parse(
    Deno.readTextFileSync(
      project.store.pathOf(record.outputs.out!.digest),
    ),
  );
  return { told, failure, message: failure?.message };
}

Deno.test("what a stage did not declare is refused in every way", async () => {
  const { told, message } = await runEscape("refused");
  assert.equal(message, undefined);
  for (const name of Object.keys(refused)) {
    assert(told[name]?.error !== undefined, `"${name}" was not refused`);
    // An attempt that fails for another reason would prove nothing.
    assert.match(told[name].error, refusal, name);
  }
});

Deno.test("what Deno permits beyond that comes to nothing", async () => {
  const { told, message } = await runEscape("harmless");
  assert.equal(message, undefined);
  for (const [name, [, expected]] of Object.entries(harmless)) {
    assert.deepEqual(told[name], { value: expected ?? null }, name);
  }
});

Deno.test("what ends a stage's process fails the stage", async () => {
  for (const [name, [, expected]] of Object.entries(fatal)) {
    const { failure, message } = await runEscape(name);
    assert(failure !== null, `"${name}" was not refused`);
    assert.match(message!, expected);
  }
});
