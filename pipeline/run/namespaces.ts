/**
 * Keeping a program to what its stage declared, by Linux namespaces: it gets a
 * root folder that holds system folders, its inputs and its outputs, and has
 * neither network nor other processes to see. None of it needs a privilege,
 * but some systems do not permit it.
 *
 * @module
 */

import { basename, dirname, join, resolve } from "node:path";
import type { Tool } from "../identity/tools.ts";
import { exists } from "../store/files.ts";

/** Where a program finds what belongs to its stage. */
export const inside = "/stage";

/** What a program in namespaces sees beside the system's folders. */
export interface View {
  /** A folder of the machine at a place of {@linkcode inside}. */
  readonly readable: Readonly<Record<string, string>>;
  /** The same as a copy, from which programs can be started in any store. */
  readonly copied: readonly string[];
  readonly writable: Readonly<Record<string, string>>;
  /** Room for `/tmp`, and an empty folder for the root to be made in. */
  readonly tmp: string;
  readonly root: string;
  readonly tools: readonly Tool[];
  /** What must not be seen even where it lies in a system folder. */
  readonly hidden: readonly string[];
}

/** What is of the system, and the same for every program. */
const systemFolders = [
  "/usr",
  "/bin",
  "/sbin",
  "/lib",
  "/lib32",
  "/lib64",
  "/libx32",
  "/nix/store",
  "/gnu/store",
];

/** Settings without which libraries are not found, or text not drawn. */
const settings = [
  "/etc/alternatives",
  "/etc/fonts",
  "/etc/ld.so.cache",
  "/etc/ld.so.conf",
  "/etc/ld.so.conf.d",
  "/etc/R",
];

/** Settings that name nobody. */
const madeUp = {
  group: "stage:x:1000:",
  hosts: "127.0.0.1 localhost",
  "nsswitch.conf": "passwd: files\\ngroup: files\\nhosts: files",
  passwd: `stage:x:1000:1000::${inside}/scratch:/bin/sh`,
};

/** A text as one word of a shell's command. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function words(...texts: readonly string[]): string {
  return texts.map(quote).join(" ");
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** A path and those that it leads through where it is a link. */
function links(path: string): string[] {
  const seen: string[] = [];
  for (let at = path; !seen.includes(at);) {
    seen.push(at);
    if (!Deno.lstatSync(at).isSymlink) break;
    at = resolve(dirname(at), Deno.readLinkSync(at));
  }
  return seen;
}

/**
 * What belongs to a tool that lies outside of the system's folders: itself, or
 * where it is in a folder for programs, that and the libraries beside it.
 */
export function toolPlaces(tool: Pick<Tool, "path" | "real">): string[] {
  const places = new Set<string>();
  for (const path of [...links(tool.path), tool.real]) {
    // A link in /etc/alternatives comes with the settings that are shown.
    const shown = [...systemFolders, ...settings];
    if (shown.some((folder) => isWithin(path, folder))) continue;
    const folder = dirname(path);
    if (!/^s?bin$/.test(basename(folder))) {
      places.add(path);
      continue;
    }
    places.add(folder);
    for (const name of ["lib", "lib64", "libexec", "pyvenv.cfg"]) {
      const beside = join(dirname(folder), name);
      if (exists(beside)) places.add(beside);
    }
  }
  return [...places].sort();
}

/** The lines that put the system's folders into the new root. */
function systemLines(): string[] {
  const there = systemFolders.filter(exists);
  const linked = there.filter((path) => Deno.lstatSync(path).isSymlink);
  const folders = there.filter((path) => !linked.includes(path));
  return [
    `mkdir -p ${words(...folders.map((path) => "." + path))}`,
    ...folders.map((path) => `bind ${words(path, path)}`),
    ...(linked.length > 0 ? [`cp -P ${words(...linked)} .`] : []),
  ];
}

/** The script that makes a view and starts a program in it. */
function script(view: View, command: readonly string[]): string {
  const { readable, copied, writable, tmp, root, tools, hidden } = view;
  const bind = (path: string, at: string) =>
    Deno.statSync(path).isDirectory
      ? [`mkdir -p ${words("." + at)}`, `bind ${words(path, at)}`]
      : [
        `mkdir -p ${words("." + dirname(at))}`,
        `: > ${words("." + at)}`,
        `bind ${words(path, at)}`,
      ];
  const own = (places: Readonly<Record<string, string>>) =>
    Object.entries(places).flatMap(([name, path]) =>
      bind(path, `${inside}/${name}`)
    );
  const kept = [
    "/dev",
    "/tmp",
    ...Object.keys(writable).map((name) => `${inside}/${name}`),
  ];
  const shown = settings.filter(exists);
  return [
    "set -eu",
    "umask 022",
    'bind() { mount --rbind "$1" "$root$2"; }',
    `root=${quote(root)}`,
    'mount -t tmpfs -o mode=0755,nosuid,nodev none "$root"',
    'cd "$root"',
    "mkdir dev dev/shm etc proc tmp .old",
    ...systemLines(),
    `bind ${words(tmp, "/tmp")}`,
    // A tool may be all that is to be seen of what is hidden.
    ...hidden.filter((path) =>
      systemFolders.some((folder) => isWithin(path, folder)) &&
      exists(path) &&
      !hidden.some((other) => other !== path && isWithin(path, other))
    ).map((path) => `mount -t tmpfs none ${words("." + path)}`),
    ...new Set(tools.flatMap(toolPlaces).flatMap((path) => bind(path, path))),
    ...own(readable),
    ...(copied.length > 0 ? [`cp -R ${words(...copied)} ".${inside}/"`] : []),
    ...own(writable),
    "for node in null zero full random urandom; do",
    '  : > "dev/$node"; bind "/dev/$node" "/dev/$node"',
    "done",
    "cp -P /dev/fd /dev/stdin /dev/stdout /dev/stderr dev/",
    "mount -t tmpfs -o nosuid,nodev none dev/shm",
    "mount -t proc -o nosuid,nodev,noexec none proc",
    // The kernel's own settings, which root could write without a privilege.
    "for name in bus fs irq sys sysrq-trigger; do",
    '  [ ! -e "proc/$name" ] || mount --bind "proc/$name" "proc/$name"',
    "done",
    ...(shown.length > 0 ? [`cp -RP ${words(...shown)} etc/`] : []),
    ...Object.entries(madeUp).map(([name, text]) =>
      `printf ${quote(text + "\\n")} > etc/${name}`
    ),
    // Without this program, only the machine's name is there to be seen.
    "hostname stage 2>/dev/null || :",
    'pivot_root "$root" "$root/.old"',
    "cd /",
    "umount -l /.old",
    "rmdir /.old",
    // The flags that a mount came with cannot be taken away, so all are named.
    "while read -r _ _ _ _ at flags _; do",
    `  case "$at" in ${
      kept.map((path) => `${quote(path)}|${quote(path)}/*`).join("|")
    }|/proc) ;;`,
    // What lies below something hidden is not there to be seen.
    '  *) case "$at" in *\\\\*) at=$(printf %b "$at") ;; esac',
    '    [ ! -e "$at" ] || mount -o "remount,bind,ro${flags#r?}" "$at" ;;',
    "  esac",
    "done < /proc/self/mountinfo",
    `cd ${inside}/scratch`,
    // In one more namespace of users the program is nobody special, and what
    // is mounted belongs to somebody else.
    `env -i ${words("unshare", "--user", "--map-user=1000")} ` +
    `--map-group=1000 -- ${words(...command)}`,
    "",
  ].join("\n");
}

/** A command that makes namespaces and runs a shell script in them. */
function enter(path: string): string[] {
  return [
    "unshare",
    "--user",
    "--map-root-user",
    "--mount",
    "--pid",
    "--net",
    "--ipc",
    "--uts",
    "--fork",
    "--kill-child=KILL",
    "--",
    "sh",
    path,
  ];
}

/** The environment of the script itself, by which it finds its commands. */
export const outerEnvironment: Readonly<Record<string, string>> = {
  PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
};

/**
 * Writes the script that runs a program in namespaces.
 *
 * @param file Where the script goes.
 * @param env All of the program's environment.
 * @returns The command that runs it.
 */
export function enclose(
  file: string,
  view: View,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): string[] {
  const variables = Object.entries(env).map(([name, value]) =>
    `${name}=${value}`
  );
  Deno.writeTextFileSync(file, script(view, ["env", ...variables, ...command]));
  return enter(file);
}
