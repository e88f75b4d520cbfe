/**
 * Comparing what artifacts hold, each by what it is: tables, checkpoints, JSON,
 * text, folders of them.
 *
 * @module
 */

import { join } from "node:path";
import { StoreError } from "../errors.ts";
import { FormatError } from "../formats/error.ts";
import { readStart } from "../formats/file.ts";
import { readSafetensors } from "../formats/safetensors.ts";
import type { Digest } from "../identity/digest.ts";
import { hashFile } from "../identity/hash.ts";
import { compareCodePoints } from "../identity/order.ts";
import type { Json } from "../identity/preimage.ts";
import { diffBytes, hunkLines } from "../plan/code_diff.ts";
import { withDisk } from "../store/files.ts";
import { short, type Store } from "../store/mod.ts";
import { listFiles } from "../store/tree.ts";
import { TableError } from "../tables/error.ts";
import { TableThread, type ThreadLimits } from "../tables/thread.ts";
import { diffJson, type JsonDiff } from "./json.ts";
import type { TableDiff } from "./tables.ts";
import { diffTensors, type TensorsDiff } from "./tensors.ts";

/** A file's bytes, wherever they are. */
export interface FileContent {
  readonly form: "file";
  readonly path: string;
  readonly digest: string;
  readonly size: number;
}

/** A folder's files by their paths in it. */
export interface FolderContent {
  readonly form: "folder";
  readonly files: ReadonlyMap<string, FileContent>;
}

/** What is compared. */
export type Content = FileContent | FolderContent;

/** A file of both folders with other bytes. */
export interface FileChange {
  readonly path: string;
  /** Bytes. */
  readonly before: number;
  readonly after: number;
  /** What is different in it; null where there are too many to look into. */
  readonly diff: ContentDiff | null;
}

/** How two contents compare. */
export type ContentDiff =
  | { readonly type: "same" }
  | TableDiff
  | TensorsDiff
  | JsonDiff
  | { readonly type: "text"; readonly lines: readonly string[] }
  /** Neither of them is anything that is known: sizes in bytes. */
  | {
    readonly type: "bytes";
    readonly before: number;
    readonly after: number;
    /** Why they were not looked into, where they could have been. */
    readonly why?: string;
  }
  | {
    readonly type: "folder";
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly FileChange[];
    /** Files that are the same. */
    readonly same: number;
  }
  /** One is a file, the other one a folder. */
  | {
    readonly type: "forms";
    readonly before: Content["form"];
    readonly after: Content["form"];
  };

/** The most files of a folder that are looked into. */
const mostFiles = 20;
/** The largest JSON or text that is compared by its content: bytes. */
const largestText = 64e6;

/** What an artifact of the store holds. */
export function contentOf(
  store: Store,
  digest: Digest,
  form: Content["form"],
): Content {
  const fault = store.verify(digest, form, { deep: true });
  if (fault !== null) {
    throw new StoreError(
      `Cannot compare ${short(digest)}: ${fault.message}; run audit, which ` +
        "names what is damaged",
    );
  }
  const file = (digest: Digest, size: number): FileContent => ({
    form: "file",
    path: store.pathOf(digest),
    digest,
    size,
  });
  if (form === "file") {
    return file(digest, Deno.statSync(store.pathOf(digest)).size);
  }
  return {
    form,
    files: new Map(
      store.readTree(digest).map((one) => [
        one.path,
        file(one.digest, one.size),
      ]),
    ),
  };
}

/** What is at a path outside of the store. */
export function contentAt(path: string): Content {
  return withDisk(`read "${path}"`, (): Content => {
    const { isFile, isDirectory } = Deno.statSync(path);
    if (isFile) return { form: "file", path, ...hashFile(path) };
    if (!isDirectory) {
      throw new StoreError(
        `Cannot compare "${path}": it is no file and no folder`,
      );
    }
    const files = listFiles(path).map((name): [string, FileContent] => {
      const at = join(path, name);
      return [name, { form: "file", path: at, ...hashFile(at) }];
    });
    return { form: "folder", files: new Map(files) };
  });
}

function isTensors(path: string): boolean {
  try {
    readSafetensors(path);
    return true;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

function parseJson(bytes: Uint8Array): { readonly value: Json } | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { value: JSON.parse(text) as Json };
  } catch {
    return null;
  }
}

/** Compares tables in a thread, by the path of the other one. */
type Tables = TableThread<string, TableDiff>;

async function diffFiles(
  a: FileContent,
  b: FileContent,
  tables: Tables,
): Promise<ContentDiff> {
  if (a.digest === b.digest) return { type: "same" };
  const sizes = { type: "bytes", before: a.size, after: b.size } as const;
  const both = (test: (path: string) => boolean) =>
    test(a.path) && test(b.path);
  if (
    both((path) => new TextDecoder().decode(readStart(path, 4)) === "PAR1")
  ) {
    try {
      return await tables.ask(a.path, b.path);
    } catch (error) {
      // One damaged table must not keep the rest of a folder from being shown.
      if (!(error instanceof TableError)) throw error;
      return { ...sizes, why: error.message };
    }
  }
  if (both(isTensors)) return diffTensors(a.path, b.path);
  if (Math.max(a.size, b.size) > largestText) return sizes;
  const [x, y] = [Deno.readFileSync(a.path), Deno.readFileSync(b.path)];
  const from = parseJson(x), to = parseJson(y);
  if (from !== null && to !== null) {
    const diff = diffJson(from.value, to.value);
    // With no other value only the writing differs, which a text shows.
    if (diff.count > 0) return diff;
  }
  const diff = diffBytes(x, y);
  return diff.type === "text"
    ? { type: "text", lines: hunkLines(diff.hunks) }
    : sizes;
}

/**
 * Compares two contents.
 *
 * @param limits Of reading tables, which may be anybody's.
 */
export async function diffContents(
  a: Content,
  b: Content,
  limits: ThreadLimits = {},
): Promise<ContentDiff> {
  const module = new URL("./table_thread.ts", import.meta.url);
  using tables: Tables = new TableThread(module, limits);
  if (a.form === "file" && b.form === "file") {
    return await diffFiles(a, b, tables);
  }
  if (a.form !== "folder" || b.form !== "folder") {
    return { type: "forms", before: a.form, after: b.form };
  }
  const [added, removed]: [string[], string[]] = [[], []];
  const changed: FileChange[] = [];
  let same = 0;
  const names = [...new Set([...a.files.keys(), ...b.files.keys()])];
  for (const path of names.sort(compareCodePoints)) {
    const from = a.files.get(path), to = b.files.get(path);
    if (from === undefined) added.push(path);
    else if (to === undefined) removed.push(path);
    else if (from.digest === to.digest) same++;
    else {
      const diff = changed.length < mostFiles
        ? await diffFiles(from, to, tables)
        : null;
      changed.push({ path, before: from.size, after: to.size, diff });
    }
  }
  if (added.length + removed.length + changed.length === 0) {
    return { type: "same" };
  }
  return { type: "folder", added, removed, changed, same };
}
