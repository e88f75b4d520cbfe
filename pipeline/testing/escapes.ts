/**
 * What a stage may try to get at what it did not declare, as expressions of a
 * program's text, and how each is refused.
 *
 * @module
 */

/**
 * What a stage tries, by name: an expression in which `p` has paths of the
 * machine, `input` is a file and `inside` a folder, both inputs, `out` is an
 * output and `scratch` its folder.
 */
export const refused: Readonly<Record<string, string>> = {
  // Reading.
  "read an absolute path": `Deno.readTextFile(p.secret)`,
  "read by a file URL": `Deno.readTextFile(new URL("file://" + p.secret))`,
  "read by ..": `Deno.readTextFile(inside + "/" + up(inside, p.secret))`,
  "read by a relative path": `Deno.readTextFile(up(scratch, p.secret))`,
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
    "/proc/" + Deno.ppid + "/cwd/deno.json")`,
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
  "fetch": `fetch(p.server)`,
  "connect": `Deno.connect({ port: Number(p.port) })`,
  "connect by TLS": `Deno.connectTls({
    hostname: "127.0.0.1", port: Number(p.port) })`,
  "connect to a unix socket": `Deno.connect({
    transport: "unix", path: p.socket })`,
  "connect by node": `node("net").then((m) => new Promise((done, fail) =>
    m.connect(Number(p.port), "127.0.0.1")
      .on("connect", done).on("error", fail)))`,
  "open a WebSocket": `new Promise((done, fail) => {
    const socket = new WebSocket(p.server.replace("http", "ws"));
    socket.onopen = done;
    socket.onerror = ({ message }) => fail(new Error(message));
  })`,
  "listen": `Deno.listen({ port: 0 })`,
  "serve": `Deno.serve({ port: 0, onListen() {} }, () => new Response())`,
  "look up a name": `Deno.resolveDns("example.com", "A", {
    nameServer: { ipAddr: "127.0.0.1", port: Number(p.port) } })`,
  "look up a name by node": `node("dns/promises").then((m) =>
    m.lookup("localhost"))`,
  "import from the network": `hidden(globalThis, "eval")(
    "import('" + p.server + "x.js')")`,
  // Processes and native code.
  "start a process": `new Deno.Command("/bin/true").output()`,
  "start a process by node": `node("child_process").then((m) => {
    const { error } = m.spawnSync("/bin/true", { env: {} });
    if (error) throw error;
  })`,
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
  "chmod an input": `Deno.chmod(input, 0o666)`,
  "chown an input": `Deno.chown(input, 0, 0)`,
  "set an input's time": `Deno.utime(input, 1, 1)`,
  "set an open input's time": `Deno.open(input).then((f) => f.utime(1, 1))`,
  "rename an input": `Deno.rename(input, scratch + "/moved")`,
  "remove an input": `Deno.remove(input)`,
  "link an input out": `Deno.link(input, scratch + "/linked")`,
  "write into an input folder": `Deno.writeTextFile(inside + "/new", "x")`,
  "write outside": `Deno.writeTextFile(p.root + "/escaped", "x")`,
  "write above an output":
    `Deno.writeTextFile(out.replace(/[^/]*$/, "../main.js"), "x")`,
  "write into Deno's folder": `Deno.writeTextFile(p.denoFolder + "/x", "x")`,
  "write into a package": `Deno.writeTextFile(p.package + "/x", "x")`,
  "make a temporary file": `Deno.makeTempFile()`,
  "make a temporary folder": `node("fs").then((m) =>
    m.mkdtempSync(p.temporary + "/x"))`,
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

/** What the kernel refuses to whoever has opened a file for reading. */
export const readOnly: Readonly<Record<string, string>> = {
  "truncate an open input": `Deno.open(input).then((f) => f.truncate(0))`,
  "write an open input": `Deno.open(input).then((f) =>
    f.write(new Uint8Array(1)))`,
  "write an open input by node": `node("fs").then((m) =>
    m.writeSync(m.openSync(input, "r"), "x"))`,
};

/** What says no where it is not Deno's permissions. */
const otherRefusals: Readonly<Record<string, RegExp>> = {
  "make a link in scratch": /requires unscoped --allow-read/,
  "make a link in an output": /requires unscoped --allow-read/,
  "look up a name by node": /EPERM/,
  "import from the network": /--no-remote is specified/,
  "keep in localStorage": /^localStorage is not defined$/,
  "keep in sessionStorage": /^sessionStorage is not defined$/,
  "keep in caches": /^caches is not defined$/,
  "keep in a Worker's caches": /client error \(Connect\)/,
  "keep in a node Worker's caches": /client error \(Connect\)/,
  "keep in Deno KV": /^Deno.openKv is not a function$/,
};

/** How an attempt is refused: by Deno's permissions, if by nothing else. */
export function refusalOf(name: string): RegExp {
  return otherRefusals[name] ??
    /^(?:Uncaught \(in promise\) NotCapable: )?Requires \w+ access\b/;
}

/** What Deno permits, and what it then comes to. */
export const harmless: Readonly<Record<string, readonly [string, unknown]>> = {
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
export const fatal: Readonly<Record<string, readonly [string, RegExp]>> = {
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

/** A program's text that declares `attempts`, functions by their names. */
export const attempts = `
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
// From a folder to a file, all the way up and down again.
const up = (from, path) =>
  "../".repeat(from.split("/").length - 1) + path.slice(1);
const attempts = {
${
  Object.entries({
    ...refused,
    ...readOnly,
    ...Object.fromEntries(
      Object.entries({ ...harmless, ...fatal }).map(([k, [v]]) => [k, v]),
    ),
  }).map(([name, text]) =>
    `${JSON.stringify(name)}: (t) => {
      const { p, input, inside, out, scratch } = t; return ${text}; }`
  ).join(",\n")
}
};
`;
