/**
 * What the explorer answers, from a project's store.
 *
 * @module
 */

import type {
  Comparison,
  Graph,
  GraphUpdate,
  Preview,
  PreviewRequest,
  RecordDetail,
  StageDetail,
} from "../../web/explorer/api.ts";
import { outputOf, type Subject } from "./board.ts";
import { compareExecutions } from "../../web/explorer/compare/mod.ts";
import { keptText } from "../plan/code_diff.ts";
import {
  findRecord,
  type Numbered,
  recordDetail,
  stageDetail,
  summaryOf,
} from "./detail.ts";
import { Follower } from "./follow.ts";
import { ReadingGate } from "./gate.ts";
import { graphOf, nodeOf } from "./graph.ts";
import { type Known, KnownObjects } from "./known.ts";
import { Origins } from "./origins.ts";
import { openContent } from "./previews/content.ts";
import { makePreview } from "./previews/preview.ts";
import { TablePages } from "./previews/table_pages.ts";

/** A file that is open to be sent. */
export interface OpenFile {
  readonly file: Deno.FsFile;
  readonly bytes: number;
  readonly fileName: string;
  readonly mediaType: string;
}

/** From here on a change is told by having all read anew. */
const manyStages = 200;

/** Answers questions about one recipe and profile. */
export class Explorer implements Disposable {
  readonly #follower: Follower;
  readonly #objects: KnownObjects;
  readonly #gate: ReadingGate;
  readonly #tables = new TablePages();
  readonly #origins = new Origins();
  /** The revision up to which all records' objects are known. */
  #known = 0;
  #looking: Promise<void> | null = null;

  private constructor(follower: Follower, gate: ReadingGate) {
    const { project, built } = follower.subject;
    this.#follower = follower;
    this.#gate = gate;
    this.#objects = new KnownObjects(project.store, built);
    for (const record of follower.board.current.values()) {
      this.#objects.add(record);
    }
  }

  /** Plans the recipe, which finds out how things stand. */
  static async open(subject: Subject): Promise<Explorer> {
    const gate = new ReadingGate(subject.project.store);
    const follower = await gate.read(() => Follower.begin(subject));
    return new Explorer(follower, gate);
  }

  get #board() {
    return this.#follower.board;
  }
  get #store() {
    return this.#follower.subject.project.store;
  }
  get subject(): Subject {
    return this.#follower.subject;
  }
  /** Raised by every change. */
  get revision(): number {
    return this.#follower.revision;
  }

  /**
   * Looks what has changed.
   *
   * @param now Whether to look at the code, and to plan where that is needed,
   * at once.
   */
  look(now = false): Promise<void> {
    // One at a time: who comes while another looks gets to see the same.
    return this.#looking ??= this.#gate.read(() => this.#follower.look(now))
      .finally(() => {
        this.#looking = null;
        for (const name of this.#follower.changesSince(this.#known).stages) {
          const record = this.#board.states.get(name)?.record;
          if (record) this.#objects.add(record);
        }
        this.#known = this.revision;
      });
  }

  /** What has changed since a revision; null for nothing. */
  changesSince(revision: number): Promise<GraphUpdate | null> {
    return this.#gate.read(() => {
      const { stages, reload } = this.#follower.changesSince(revision);
      if (stages.length === 0 && !reload) return null;
      if (stages.length > manyStages) return { stages: [], reload: true };
      const nodes = stages.map((name) =>
        nodeOf(this.subject, this.#board, this.#board.states.get(name)!)
      );
      return { stages: nodes, reload };
    });
  }

  /** How things stand now, or stood last where it cannot be found out. */
  async graph(): Promise<Graph> {
    try {
      await this.look(true);
    } catch {
      // Who looks all the time tells the person: half-written code, a lock that
      // is in conflict. What was last known is worth more than nothing.
    }
    return await this.#gate.read(() => graphOf(this.subject, this.#board));
  }

  /** Null for a name that the recipe does not have. */
  stage(name: string): Promise<StageDetail | null> {
    return this.#gate.read(() => stageDetail(name, this.subject, this.#board));
  }

  /** Null where there is no such record, or it is damaged. */
  record(key: string, n: number): Promise<RecordDetail | null> {
    return this.#gate.read(() => {
      const found = findRecord(this.#store, key, n);
      if (found === null) return null;
      this.#objects.add(found.record);
      return recordDetail(found, this.subject, this.#board);
    });
  }

  /** Null for what no record names. */
  preview(request: PreviewRequest): Promise<Preview | null> {
    return this.#gate.read(() =>
      makePreview(this.#store, this.#objects, request, this.#tables.read)
    );
  }

  /**
   * Two records, each as `KEY/N`; null where one of them is not there, or is
   * damaged.
   */
  compare(a: string, b: string): Promise<Comparison | null> {
    return this.#gate.read(() => {
      const [before, after] = [a, b].map((one) => {
        const [key = "", n] = one.split("/");
        return findRecord(this.#store, key, Number(n));
      });
      if (!before || !after) return null;
      const store = this.#store;
      const { first, differences } = compareExecutions(
        before.record,
        after.record,
        {
          originOf: this.#origins.of(this.subject, this.#board),
          textOf: (digest) => keptText(store, digest),
        },
      );
      const summary = (one: Numbered) => ({
        ...summaryOf(one, this.#board),
        stage: one.record.stage,
      });
      return { a: summary(before), b: summary(after), first, differences };
    });
  }

  /**
   * Opens a file of the store.
   *
   * @returns What is wrong with it where it cannot be opened; null for what no
   * record names.
   */
  file(digest: string, path?: string): Promise<OpenFile | string | null> {
    return this.#gate.read(() => {
      const artifact = this.#objects.find(digest);
      if (artifact === null) return null;
      const known = path === undefined
        ? artifact
        : this.#objects.fileOf(artifact, path);
      return known === null ? null : this.#open(known);
    });
  }

  /** The same of the report by the path of its file. */
  reportFile(path: string): Promise<OpenFile | string | null> {
    const { report } = this.subject.built.result;
    const digest = outputOf(this.#board, report);
    if (digest === null) return Promise.resolve(null);
    return this.file(digest, path);
  }

  /** Ends what it has started. */
  [Symbol.dispose](): void {
    this.#tables[Symbol.dispose]();
  }

  #open(known: Known): OpenFile | string {
    if (known.form === "folder") {
      return "A folder has no bytes of its own; name a file of it";
    }
    const content = openContent(this.#store, known);
    if (typeof content === "string") return content;
    const { path, bytes, fileName, mediaType } = content;
    return {
      file: Deno.openSync(path, { read: true }),
      bytes,
      fileName,
      mediaType,
    };
  }
}
