/**
 * A project with stages that are programs, and tests of both ways to run them.
 *
 * @module
 */

import { type Isolation, isolation } from "../run/isolation.ts";
import { type Need, needingTest } from "./need.ts";
import { header, makeProject, type TestProject } from "./project.ts";

const engine = new URL("../", import.meta.url);

/** What the shell script of the fixture does, by its third argument. */
const script = `
set -u
input=$1 output=$2 how=$3 secret=$4
echo "about to $how"
try() { name=$1; shift; if said=$("$@" 2>&1); then echo "$name: got $said";
  else echo "$name: refused"; fi; }
case $how in
plain) wc -c < "$input" > "$output"; echo '{ "inputs": 1 }' > "$JUICE_METRICS" ;;
fail) echo "the table is empty" >&2; exit 3 ;;
crash) kill -SEGV $$ ;;
silent) ;;
think) echo 1 > "$output" ;;
metrics) echo '{ "loss": "low" }' > "$JUICE_METRICS"; echo 1 > "$output" ;;
tool) setsid a 'b  c' > "$output" ;;
pipe) mkfifo "$JUICE_METRICS"; echo 1 > "$output" ;;
linked) ln -s "$secret" "$JUICE_METRICS"; echo 1 > "$output" ;;
chatty) head -c 30000000 /dev/zero | tr '\\0' x; echo 1 > "$output" ;;
link) ln -s /etc/passwd "$output" ;;
spoil) /bin/chmod u+w "$input"; echo 5 > "$input"; echo 1 > "$output" ;;
litter) mkdir -p kept/in; echo 1 > kept/in/file; chmod -R a-w kept
  echo 1 > "$output" ;;
daemons)
  setsid sleep "$secret" & nohup sleep "$secret" & (sleep "$secret" &)
  echo 1 > "$output" ;;
away|cling)
  setsid env -i /bin/sh -c 'echo 1 > away; exec /bin/sleep "$0"' "$secret" &
  while [ ! -e away ]; do sleep 0.01; done
  echo 1 > "$output"; [ "$how" = away ] || { echo clinging; wait; } ;;
continue)
  if [ -e half ]; then echo continued > "$output"; else
  echo 1 > half; echo hanging; sleep "$secret"; fi ;;
spin) setsid sleep "$secret" & sleep "$secret" & echo spinning
  while :; do :; done ;;
hog) head -c 2000000000 /dev/zero | tail -c 1999999999 | wc -c > "$output" ;;
look)
  {
    echo "input $input"; echo "output $output"; echo "script $0"
    echo "folder $(pwd)"; echo "names $HOME $TMPDIR"
    echo "user $(id -u):$(id -g)"; echo "host $(cat /proc/sys/kernel/hostname)"
    env | sort
    command -v rm || echo "no rm on the path"
  } > "$output" ;;
escape)
  {
    try secret cat "$secret"
    try home ls -A /root /home
    try shadow cat /etc/shadow
    try engine cat /proc/1/environ
    try parent ls /proc/1/root/
    echo "processes $(ls /proc | grep -c '^[0-9]')"
    echo "interfaces $(grep -c : /proc/net/dev)"
    try address grep . /proc/net/route
    try overwrite sh -c "echo 5 > $input"
    try append sh -c "echo 5 >> $input"
    try chmod /bin/chmod 666 "$input"
    try touch /bin/touch -d 2001-01-01 "$input"
    try remove /bin/rm -f "$input"
    try rename /bin/mv "$input" "$input.old"
    try link /bin/ln "$input" ./linked
    try remount /bin/mount -o remount,bind,rw /stage/inputs
    try nested unshare --user --map-root-user --mount \\
      /bin/mount -o remount,bind,rw /stage/inputs
    try outside sh -c "echo x > /usr/juice-must-not-be"
    try root sh -c "echo x > /juice-must-not-be"
    try script sh -c "echo x >> $0"
    try devices ls /dev/mem /dev/kmsg /dev/sda /dev/vda
    try hostname sh -c "echo x > /proc/sys/kernel/hostname"
    try kernel sh -c "echo x > /proc/sys/kernel/core_pattern"
    try trigger sh -c "echo h > /proc/sysrq-trigger"
  } > "$output" ;;
esac
`;

const kind = `${header}
import { command } from "${engine}kinds/command.ts";
export const look = command(import.meta, {
  doc: "Looks around, as it is told to.",
  params: z.object({ how: z.string(), secret: z.string() }),
  inputs: { number: json },
  outputs: { report: file("report", ".txt", "text/plain") },
  determinism: "bitwise", resources: { memory: 200, time: 60 },
  tools: ["sh", "cat", "chmod", "env", "grep", "head", "id", "ln", "ls",
    "mkdir", "mkfifo", "nohup", "setsid",
    "sleep", "sort", "tail", "tr", "unshare", "wc"],
  files: ["./lib/look.sh"],
  environment: { GREETING: "it's me" },
  arguments: ({ params, inputs, outputs, files }) => {
    if (params.how === "undeclared") return ["perl", "-v"];
    if (params.how === "nothing") return [];
    if (params.how === "env") Deno.env.get("HOME");
    if (params.how === "read") Deno.readTextFileSync(params.secret);
    if (params.how === "think") {
      const start = performance.now();
      while (performance.now() - start < 2500);
    }
    const held = [];
    while (params.how === "gorge") held.push(new Uint8Array(2 ** 24).fill(1));
    return ["sh", files["./lib/look.sh"], inputs.number, outputs.report,
      params.how, params.secret];
  },
});`;

const recipe = `
import { recipe } from "${engine}recipe.ts";
import { number } from "./number.ts";
import { parity } from "./parity.ts";
import { look } from "./look.ts";
export default recipe({
  doc: "A program between two stages.",
  profiles: JSON.parse(Deno.readTextFileSync(
    new URL("./profiles.json", import.meta.url))),
  build(params, add) {
    const { number: three } = add("number", number, { value: 3 }, {});
    add("look", look, params, { number: three });
    return {};
  },
});`;

/** A text that no other process on this machine has in its arguments. */
export function uniqueSeconds(): string {
  return `9${Deno.pid}${Date.now() % 1e6}.5`;
}

/** A project whose profiles are what the script may be told to do. */
export function makeProgramProject(
  secret: string,
  own: Readonly<Record<string, string>> = {},
): TestProject {
  const hows = [...`${script}${kind}`.matchAll(
    /^([\w|]+)\)|how === "(\w+)"/gm,
  )].flatMap(([, a, b]) => (a ?? b!).split("|"));
  const profiles = Object.fromEntries(
    hows.map((how) => [how, { how, secret }]),
  );
  return makeProject({
    "stages/look.ts": kind,
    "stages/lib/look.sh": script,
    "stages/profiles.json": JSON.stringify(profiles),
    "stages/recipe.ts": recipe,
    ...own,
  });
}

/** Processes with a text in their arguments. */
export function processesWith(text: string): number[] {
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name))
    .filter((pid) => {
      try {
        return Deno.readTextFileSync(`/proc/${pid}/cmdline`).split("\0")
          .includes(text);
      } catch {
        return false;
      }
    });
}

/** Sets a variable of the environment until it is disposed of. */
export function withVariable(name: string, value: string): Disposable {
  const before = Deno.env.get(name);
  Deno.env.set(name, value);
  return {
    [Symbol.dispose]: () =>
      before === undefined ? Deno.env.delete(name) : Deno.env.set(name, before),
  };
}

/**
 * What a test of programs lacks.
 *
 * @param missing A program that it needs and does not find, and how to install
 * it.
 */
export function programNeed(
  possible: Isolation,
  way: "namespaces" | "none",
  missing: string | null,
): Need | null {
  if (Deno.build.os === "windows") {
    return { reason: "needs a Unix", installable: false };
  }
  if (way === "namespaces" && possible.kind === "none") {
    const { why } = possible;
    return { reason: why, installable: /not installed/.test(why) };
  }
  return missing === null ? null : { reason: missing, installable: true };
}

const possible = isolation();

/**
 * Registers a test for each way in which programs are run. Namespaces are left
 * out where the system does not permit them.
 *
 * @param missing A program that the test needs and does not find, and how to
 * install it.
 */
export function programTest(
  name: string,
  ways: readonly ("namespaces" | "none")[],
  run: (way: "namespaces" | "none") => Promise<void>,
  missing: string | null = null,
): void {
  for (const way of ways) {
    needingTest(
      `${name}, ${way === "none" ? "without" : "with"} namespaces`,
      programNeed(possible, way, missing),
      async () => {
        using _ = withVariable(
          "JUICE_ISOLATION",
          way === "none" ? "none" : "",
        );
        await run(way);
      },
    );
  }
}
