/**
 * What the explorer answers, from a project's store.
 *
 * @module
 */

import type {
  Comparison,
  Graph,
  Preview,
  PreviewRequest,
  RecordDetail,
  StageDetail,
} from "../../web/explorer/api.ts";
import { type Board, outputOf, readBoard, type Subject } from "./board.ts";
import { findRecord, recordDetail, stageDetail } from "./detail.ts";
import { ReadingGate } from "./gate.ts";
import { graphOf } from "./graph.ts";
import { type Known, KnownObjects } from "./known.ts";
import { openContent } from "./previews/content.ts";
import { makePreview } from "./previews/preview.ts";

/** A file that is open to be sent. */
export interface OpenFile {
  readonly file: Deno.FsFile;
  readonly bytes: number;
  readonly fileName: string;
  readonly mediaType: string;
}

/** Answers questions about one recipe and profile. */
export class Explorer {
  readonly subject: Subject;
  readonly #objects: KnownObjects;
  readonly #gate: ReadingGate;
  #board: Board;

  private constructor(subject: Subject, board: Board, gate: ReadingGate) {
    this.subject = subject;
    this.#gate = gate;
    this.#objects = new KnownObjects(subject.project.store, subject.built);
    this.#board = board;
    this.#take(board);
  }

  /** Plans the recipe, which finds out how things stand. */
  static async open(subject: Subject): Promise<Explorer> {
    const gate = new ReadingGate(subject.project.store);
    const board = await gate.read(() => readBoard(subject));
    return new Explorer(subject, board, gate);
  }

  #take(board: Board): void {
    this.#board = board;
    for (const record of board.current.values()) this.#objects.add(record);
  }

  get #store() {
    return this.subject.project.store;
  }

  graph(): Promise<Graph> {
    return this.#gate.read(() => graphOf(this.subject, this.#board));
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
      makePreview(this.#store, this.#objects, request)
    );
  }

  /** Null where one of the two is not there. */
  compare(_a: string, _b: string): Promise<Comparison | null> {
    return Promise.resolve(null);
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

  #open(known: Known): OpenFile | string {
    if (known.form === "folder") return "a folder has no bytes of its own";
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
