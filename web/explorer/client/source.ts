/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/// <reference lib="esnext" />
/**
 * Where the client has its data from: a server, or the page itself.
 *
 * @module
 */

import {
  type Comparison,
  type Embedded,
  type Graph,
  type GraphUpdate,
  type Preview,
  previewId,
  type PreviewRequest,
  type RecordDetail,
  type StageDetail,
} from "../api.ts";
import { unpack } from "../packed.ts";
import { compareCarried } from "../compare/mod.ts";
import { listen } from "./listen.ts";
import type { PanelSource } from "./panel/mod.ts";

/** Answers what the client asks. An error's message is for the person. */
export interface Source extends PanelSource {
  /** `served` knows more records than `embedded`, which carries its own. */
  readonly type: "served" | "embedded";
  graph(): Promise<Graph>;
  stage(name: string): Promise<StageDetail>;
  record(key: string, n: number): Promise<RecordDetail>;
  preview(request: PreviewRequest): Promise<Preview>;
  /** Both are `KEY/N`. */
  compare(a: string, b: string): Promise<Comparison>;
  /** The address of an artifact's bytes; null where there is none. */
  file(digest: string, path?: string): string | null;
  /**
   * Tells of every change from now on, and whether it still can. After a time
   * in which it could not, the graph is to be read anew.
   */
  updates(
    tell: (update: GraphUpdate) => void,
    connected: (is: boolean) => void,
  ): void;
}

/** A server that answers at `api/` beside the page. */
export function served(): Source {
  return {
    type: "served",
    graph: () => ask("graph", {}),
    stage: (name) => ask("stage", { name }),
    record: (key, n) => ask("record", { key, n }),
    preview: (request) => ask("preview", { ...request }),
    compare: (a, b) => ask("compare", { a, b }),
    file: (digest, path) => `file?${parameters({ digest, path })}`,
    updates: (tell, connected) => void listen("api/events", tell, connected),
  };
}

function parameters(
  given: Readonly<Record<string, string | number | boolean | undefined>>,
): URLSearchParams {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return new URLSearchParams(set.map(([name, value]) => [name, `${value}`]));
}

async function ask<Answer>(
  what: string,
  given: Readonly<Record<string, string | number | boolean | undefined>>,
): Promise<Answer> {
  let answer: Response;
  try {
    answer = await fetch(`api/${what}?${parameters(given)}`);
  } catch {
    throw new Error(
      "The explorer's server does not answer. Start it again with " +
        "`deno task explore`",
    );
  }
  const body = await answer.json().catch(() => null);
  if (answer.ok && body !== null) return body;
  throw new Error(
    typeof body?.error === "string"
      ? body.error
      : `The explorer's server answered ${answer.status}`,
  );
}

/**
 * The data that a page carries.
 *
 * @param data JSON of `Packed`, gzipped, in base 64.
 */
export function embedded(data: string): Source {
  const unpacked = read(data);
  return {
    type: "embedded",
    graph: async () => (await unpacked).graph,
    async stage(name) {
      const { details } = await unpacked;
      if (Object.hasOwn(details, name)) return details[name]!;
      throw new Error(`This page has no details of stage "${name}"`);
    },
    async record(key, n) {
      return found(await unpacked, key, n);
    },
    async preview({ digest, path }) {
      const { previews } = await unpacked;
      const id = previewId(digest, path);
      if (Object.hasOwn(previews, id)) return previews[id]!;
      const why = "Left out of this page for its size. " +
        "`deno task explore` shows it";
      return { type: "none", why };
    },
    async compare(a, b) {
      const data = await unpacked;
      const [before, after] = [a, b].map((one) => {
        const [key = "", n] = one.split("/");
        return found(data, key, Number(n));
      });
      return compareCarried(data, before!, after!);
    },
    file: () => null,
    updates: () => {},
  };
}

/** @throws Error for a record that the page does not carry. */
function found({ details }: Embedded, key: string, n: number): RecordDetail {
  for (const { record } of Object.values(details)) {
    if (record?.key === key && record.n === n) return record;
  }
  throw new Error(
    "This page has only the records that stand for the stages now. " +
      "`deno task explore` shows all of them",
  );
}

async function read(data: string): Promise<Embedded> {
  try {
    const bytes = Uint8Array.from(
      atob(data.trim()),
      (character) => character.charCodeAt(0),
    );
    const stream = new Blob([bytes]).stream()
      .pipeThrough(new DecompressionStream("gzip"));
    return unpack(await new Response(stream).json());
  } catch (error) {
    throw new Error(
      "The data of this page are damaged. `deno task explore --out FILE` " +
        "writes it anew",
      { cause: error },
    );
  }
}
