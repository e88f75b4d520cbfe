/**
 * Telling pages what changes, as server-sent events (WHATWG HTML, section 9.2).
 * While no page listens, nothing is looked at.
 *
 * @module
 */

import type { GraphUpdate } from "../../web/explorer/api.ts";

/** What is told: something that changes while others run. */
export interface Followed {
  /** Raised by every change. */
  readonly revision: number;
  /** Looks what has changed. */
  look(): Promise<void>;
  /** What has changed since a revision; null for nothing. */
  changesSince(revision: number): Promise<GraphUpdate | null>;
}

/** How pages are told. */
export interface Pace {
  /** How often it is looked what has changed, in milliseconds. */
  readonly interval: number;
  /** Events that wait for a page that does not read, until it is let go. */
  readonly waiting: number;
}

const usualPace: Pace = { interval: 400, waiting: 100 };
/** After how many looks without news a page is told that all is well. */
const quietLooks = 40;
/** A page that has just read the graph is told what changed before, in ms. */
const recent = 30_000;

/** A page that listens. */
interface Listener {
  readonly stream: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  /** What it has been told. */
  revision: number;
}

const encoder = new TextEncoder();

function eventOf(
  revision: number,
  update: GraphUpdate,
): Uint8Array<ArrayBuffer> {
  return encoder.encode(`id: ${revision}\ndata: ${JSON.stringify(update)}\n\n`);
}

/** Tells all pages that listen. */
export class Live {
  readonly #explorer: Followed;
  readonly #pace: Pace;
  readonly #onFault: (error: unknown) => void;
  readonly #listeners = new Set<Listener>();
  /** Revisions with the times from which on they stood. */
  readonly #times: { readonly revision: number; readonly at: number }[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #quiet = 0;
  #isClosed = false;

  /** @param onFault Told what kept it from looking. */
  constructor(
    explorer: Followed,
    onFault: (error: unknown) => void,
    pace: Pace = usualPace,
  ) {
    this.#explorer = explorer;
    this.#pace = pace;
    this.#onFault = onFault;
  }

  /** How many pages listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  /**
   * A stream of events.
   *
   * @param last The last one that the page has got, by its id.
   */
  listen(last: string | null): ReadableStream<Uint8Array<ArrayBuffer>> {
    let listener: Listener;
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (stream) => {
        if (this.#isClosed) return stream.close();
        const revision = /^\d{1,15}$/.test(last ?? "")
          ? Number(last)
          : this.#recentRevision();
        listener = { stream, revision };
        this.#listeners.add(listener);
        stream.enqueue(encoder.encode("retry: 1000\n\n"));
        this.#wake();
      },
      cancel: () => this.#drop(listener),
    }, { highWaterMark: this.#pace.waiting });
  }

  /** Ends all streams. */
  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const { stream } of this.#listeners) stream.close();
    this.#listeners.clear();
  }

  /** The revision that a page may have read that has just come. */
  #recentRevision(): number {
    const since = performance.now() - recent;
    return this.#times.findLast(({ at }) => at < since)?.revision ?? 0;
  }

  #drop(listener: Listener): void {
    this.#listeners.delete(listener);
  }

  #wake(): void {
    if (this.#timer !== null || this.#isClosed) return;
    if (this.#listeners.size === 0) return;
    this.#timer = setTimeout(async () => {
      try {
        await this.#look();
      } catch (error) {
        this.#onFault(error);
      } finally {
        this.#timer = null;
        this.#wake();
      }
    }, this.#pace.interval);
  }

  async #look(): Promise<void> {
    await this.#explorer.look();
    const { revision } = this.#explorer;
    this.#note(revision);
    this.#quiet++;
    await this.#tellAll(revision);
    if (this.#quiet < quietLooks) return;
    // To write is the only way to find out that a page has gone.
    this.#quiet = 0;
    // And so does a page find out that it still hears something.
    const alive = encoder.encode("event: alive\ndata:\n\n");
    for (const listener of this.#listeners) this.#send(listener, alive);
  }

  #note(revision: number): void {
    if (this.#times.at(-1)?.revision === revision) return;
    const at = performance.now();
    this.#times.push({ revision, at });
    while (this.#times.length > 1 && this.#times[1]!.at < at - recent) {
      this.#times.shift();
    }
  }

  /** Tells all pages; those that know the same get the same bytes. */
  async #tellAll(revision: number): Promise<void> {
    const events = new Map<number, Uint8Array<ArrayBuffer> | null>();
    for (const listener of [...this.#listeners]) {
      const { revision: known } = listener;
      if (known === revision) continue;
      if (!events.has(known)) {
        const update = await this.#explorer.changesSince(known);
        events.set(known, update && eventOf(revision, update));
      }
      listener.revision = revision;
      const event = events.get(known);
      if (!event) continue;
      this.#quiet = 0;
      this.#send(listener, event);
    }
  }

  #send(listener: Listener, bytes: Uint8Array<ArrayBuffer>): void {
    const { stream } = listener;
    if ((stream.desiredSize ?? 0) > 0) return stream.enqueue(bytes);
    // It comes again by itself, and is told then what it has missed.
    this.#drop(listener);
    stream.close();
  }
}
