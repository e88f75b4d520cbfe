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
  Problem,
  RecordDetail,
  StageDetail,
} from "../../web/explorer/api.ts";
import { outputOf, planBoard } from "./board.ts";
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
import { planFiles } from "./plan_data.ts";
import { type Plan, planInProcess } from "./planner.ts";
import { makePreview } from "./previews/preview.ts";
import { TablePages } from "./previews/table_pages.ts";
import type { LoadedSubject, Subject } from "./subject.ts";
import { HistoryTail } from "./watch.ts";

/** A file that is open to be sent. */
export interface OpenFile {
  readonly file: Deno.FsFile;
  readonly bytes: number;
  readonly fileName: string;
  readonly mediaType: string;
}

/** From here on a change is told by having all read anew. */
const manyStages = 200;
/** How long who asks for the graph waits for a new plan, in milliseconds. */
const longestWait = 3000;

/** How an explorer is opened. */
export interface OpenOptions {
  /** How it plans anew. */
  readonly plan?: Plan;
  /** When the recipe was loaded, in milliseconds since 1970. */
  readonly readAt?: number;
}

/** Waits for something, but not longer than a time. */
async function within(what: Promise<void>, ms: number): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, ms);
  await Promise.race([what, late.promise]).finally(() => clearTimeout(timer));
}

/** Answers questions about one recipe and profile. */
export class Explorer implements Disposable {
  readonly #follower: Follower;
  #objects: KnownObjects;
  /** The subject that the objects are known by. */
  #shown: Subject;
  readonly #gate: ReadingGate;
  readonly #tables = new TablePages();
  readonly #origins = new Origins();
  /** The revision up to which all records' objects are known. */
  #known = 0;
  #looking: Promise<void> | null = null;

  private constructor(follower: Follower, gate: ReadingGate) {
    this.#follower = follower;
    this.#gate = gate;
    this.#shown = follower.subject;
    this.#objects = this.#objectsNow();
  }

  /** Plans the recipe, which finds out how things stand. */
  static async open(
    subject: LoadedSubject,
    { plan = planInProcess, readAt = Date.now() }: OpenOptions = {},
  ): Promise<Explorer> {
    const { project, built } = subject;
    const gate = new ReadingGate(project.store);
    const follower = await gate.read(async () => {
      // What is written while it is planned is read again, without harm.
      const history = new HistoryTail(project.store);
      const board = await planBoard(subject);
      const files = planFiles(project, built, await project.graph);
      const beginning = { subject, board, history, files, readAt };
      return new Follower(beginning, gate, plan);
    });
    return new Explorer(follower, gate);
  }

  #objectsNow(): KnownObjects {
    const { project, built } = this.subject;
    const objects = new KnownObjects(project.store, built);
    for (const record of this.#board.current.values()) objects.add(record);
    return objects;
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

  /** What keeps it from knowing how things stand; null for nothing. */
  get problem(): Problem | null {
    return this.#follower.problem;
  }

  /**
   * Looks what has changed. What has to be planned is known some time later.
   *
   * @param now Whether to look at the code, and to plan where that is needed,
   * at once.
   */
  look(now = false): Promise<void> {
    // One at a time: who comes while another looks gets to see the same.
    const looking = this.#looking ??= this.#look(now)
      .finally(() => this.#looking = null);
    return looking;
  }

  async #look(now: boolean): Promise<void> {
    await this.#gate.read(() => this.#follower.look(now));
    if (this.#shown !== this.subject) {
      this.#shown = this.subject;
      this.#objects = this.#objectsNow();
    } else {
      for (const name of this.#follower.changesSince(this.#known).stages) {
        const record = this.#board.states.get(name)?.record;
        if (record) this.#objects.add(record);
      }
    }
    this.#known = this.revision;
  }

  /** Resolves when nothing is being planned. */
  get settled(): Promise<void> {
    return this.#follower.settled;
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
      await within(this.settled, longestWait);
    } catch {
      // What was last known is worth more than nothing.
    }
    return await this.#gate.read(() => ({
      ...graphOf(this.subject, this.#board),
      problem: this.problem,
    }));
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
    this.#follower[Symbol.dispose]();
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
