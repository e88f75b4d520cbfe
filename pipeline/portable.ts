/**
 * Names of files that every system and every archive can hold. Names of stages,
 * of outputs and of files in artifacts may have what Windows refuses, or takes
 * for something else. Such characters are written as `~` and their bytes in
 * hexadecimal, as URIs do with `%`, so that the name itself can be had back.
 *
 * @module
 */

/** What no name on Windows may hold, and `~`, which tells what was escaped. */
const refused = /[<>:"|?*\\~\p{Cc}]/u;
/** What file systems that do not tell letters' cases apart leave as it is. */
const settled = /[a-z0-9 !#$%&'()+,\-.;=@[\]^_`{}]/;
/** Names of devices, also with an extension, which Windows opens instead. */
const device =
  /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\.|$)/i;

function escaped(character: string): string {
  return [...new TextEncoder().encode(character)]
    .map((byte) => "~" + byte.toString(16).toUpperCase().padStart(2, "0"))
    .join("");
}

/**
 * A name in the form by which such file systems compare: names that are the
 * same in it can be one file.
 */
export function comparedName(name: string): string {
  return name.normalize("NFD").toUpperCase().toLowerCase().normalize("NFC");
}

/**
 * A name of one file or folder as every system can hold it.
 *
 * @param alone False where another name beside it differs by the case of
 * letters, or the way in which accents are written, alone: then those are
 * escaped, too.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(portableName("ratio=0.5"), "ratio=0.5");
 * assert.equal(portableName("a:b"), "a~3Ab");
 * assert.equal(portableName("con.txt"), "~63on.txt");
 * assert.equal(portableName("Word", false), "~57ord");
 * assert.equal(originalName("a~3Ab"), "a:b");
 * ```
 */
export function portableName(name: string, alone = true): string {
  const characters = [...name];
  return characters.map((one, at) => {
    const isFirst = at === 0 && device.test(name);
    const isLast = at === characters.length - 1 && /[. ]/.test(one);
    const isKept = alone ? !refused.test(one) : settled.test(one);
    return isFirst || isLast || !isKept ? escaped(one) : one;
  }).join("");
}

/** The name that a portable one stands for. */
export function originalName(name: string): string {
  return name.replace(/(?:~[0-9A-F]{2})+/g, (text) => {
    const bytes = text.slice(1).split("~").map((hex) => parseInt(hex, 16));
    return new TextDecoder("utf-8", { ignoreBOM: true })
      .decode(Uint8Array.from(bytes));
  });
}

/** A path whose names are portable, each by itself. */
export function portablePath(path: string): string {
  return path.split("/").map((name) => portableName(name)).join("/");
}

/** The path that a portable one stands for. */
export function originalPath(path: string): string {
  return path.split("/").map(originalName).join("/");
}

/**
 * The paths of a folder's files as every system can hold them, all beside each
 * other, by the paths that they stand for.
 */
export function portablePaths(
  paths: readonly string[],
): ReadonlyMap<string, string> {
  // By the folder, with `/` at its end: the names in it, by what is compared.
  const folders = new Map<string, Map<string, Set<string>>>();
  for (const path of paths) {
    let folder = "";
    for (const name of path.split("/")) {
      const names = folders.get(folder) ?? new Map<string, Set<string>>();
      folders.set(folder, names);
      const same = names.get(comparedName(name)) ?? new Set();
      names.set(comparedName(name), same.add(name));
      folder += `${name}/`;
    }
  }
  return new Map(paths.map((path) => {
    let folder = "";
    const names = path.split("/").map((name) => {
      const same = folders.get(folder)!.get(comparedName(name))!;
      folder += `${name}/`;
      return portableName(name, same.size === 1);
    });
    return [path, names.join("/")];
  }));
}
