import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { removeIfThere } from "../store/files.ts";
import { readLines } from "./lines.ts";
import { type Bounds, StageLog } from "./log.ts";

/** Writes blocks of lines, and returns what is in the file then. */
function written(
  blocks: readonly string[],
  bounds?: Bounds,
): { text: string; most: number; told: string[]; log: StageLog } {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const path = join(folder, "log.txt");
    const told: string[] = [];
    const log = new StageLog(path, (line) => told.push(line), bounds);
    let most = 0;
    for (const block of blocks) {
      log.write(new TextEncoder().encode(block));
      most = Math.max(most, Deno.statSync(path).size);
    }
    log.close();
    return { text: Deno.readTextFileSync(path), most, told, log };
  } finally {
    removeIfThere(folder);
  }
}

Deno.test("a log within its bounds is kept as it is", () => {
  const blocks = ["one\ntwo\n", "three\n"];
  const { text, told, log } = written(blocks);
  assert.equal(text, "one\ntwo\nthree\n");
  assert.deepEqual(told, ["one", "two", "three"]);
  assert.deepEqual(log.tail(), ["one", "two", "three"]);
});

Deno.test("a log is bounded on the disk: its beginning and its end stay", () => {
  const bounds = { head: 1000, tail: 2000 };
  const block = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1 });
  fc.assert(
    fc.property(fc.array(block, { maxLength: 60 }), (lengths) => {
      let row = 0;
      const blocks = lengths.map((block) =>
        block.map((length) => `${row++} ${"x".repeat(length)}\n`).join("")
      );
      const all = blocks.join("");
      const { text, most } = written(blocks, bounds);
      const note = /^\[\d+\.\d MiB are left out here\]\n/m.exec(text);
      const longest = Math.max(0, ...blocks.map(({ length }) => length));
      assert(most <= bounds.head + 2 * bounds.tail + 2 * longest + 100);
      if (note === null) return assert.equal(text, all);
      const [head, tail] = text.split(note[0]);
      assert(head!.length >= bounds.head && all.startsWith(head!));
      assert(tail!.length <= bounds.tail && all.endsWith(tail!));
      assert(tail!.length > bounds.tail - 40);
      assert.match(tail!, /^\d+ /);
    }),
    { numRuns: 60 },
  );
});

Deno.test("a log says how much of it is left out", () => {
  const line = "a".repeat(1023) + "\n";
  const blocks = Array.from({ length: 40 }, () => line.repeat(1024));
  const { text, most, log } = written(blocks);
  assert.match(text, /^\[24\.0 MiB are left out here\]$/m);
  assert(text.length < 2 ** 24 + 100 && most <= 2 ** 24 + 2 ** 23 + 2 ** 20);
  assert.equal(log.tail().length, 12);
});

Deno.test("of very many lines at once only some are told as they come", () => {
  const { told, log } = written(["a\n".repeat(1_000_000) + "the end\n"]);
  assert(told.length > 0 && told.length <= 100, String(told.length));
  assert.equal(log.tail().at(-1), "the end");
});

Deno.test("the last words leave out frames, and the last lines do not", () => {
  const { log } = written(["Error: no\n    at a (b.ts:1:1)\n", "\nbye\n"]);
  assert.deepEqual(log.tail(), ["Error: no", "bye"]);
  assert.deepEqual(log.last(), ["Error: no", "    at a (b.ts:1:1)", "", "bye"]);
});

/** Reads chunks as lines, and returns the blocks that were taken. */
async function taken(chunks: readonly Uint8Array[]): Promise<string[]> {
  const blocks: string[] = [];
  const stream = ReadableStream.from(chunks) as ReadableStream<
    Uint8Array<ArrayBuffer>
  >;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  await readLines(stream, (lines) => blocks.push(decoder.decode(lines))).ended;
  return blocks;
}

Deno.test("whatever way a text comes in, its lines are whole", async () => {
  const property = fc.asyncProperty(
    fc.array(fc.constantFrom("a", "ü", "𝄞", "\n"), { maxLength: 200 }),
    fc.integer({ min: 1, max: 9 }),
    async (characters, size) => {
      const text = characters.join("");
      const bytes = new TextEncoder().encode(text);
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        chunks.push(bytes.subarray(at, at + size));
      }
      const blocks = await taken(chunks);
      assert(blocks.every((block) => block.endsWith("\n")));
      const whole = text === "" || text.endsWith("\n") ? text : `${text}\n`;
      assert.equal(blocks.join(""), whole);
    },
  );
  await fc.assert(property);
});

Deno.test("a line that never ends is cut between two characters", async () => {
  const bytes = new TextEncoder().encode("a" + "𝄞".repeat(600_000));
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 50_001) {
    chunks.push(bytes.subarray(at, at + 50_001));
  }
  const blocks = await taken(chunks);
  assert.equal(blocks.length, 3);
  assert.equal(
    blocks.map((block) => block.slice(0, -1)).join(""),
    "a" + "𝄞".repeat(600_000),
  );
});

Deno.test("what is kept of a log keeps no buffer that it was read into", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "juice-" });
  try {
    const log = new StageLog(join(folder, "log.txt"), () => {});
    const encoder = new TextEncoder();
    const buffer = encoder.encode("a line\nand a half");
    let taken = "";
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async start(controller) {
        controller.enqueue(buffer);
        await new Promise((resolve) => setTimeout(resolve, 20));
        // Both have been read; whoever kept a view sees what comes next.
        buffer.fill(120);
        controller.enqueue(encoder.encode(" of one\n"));
        controller.close();
      },
    });
    await readLines(stream, (lines) => {
      taken += new TextDecoder().decode(lines);
      log.write(lines);
    }).ended;
    log.close();
    assert.equal(taken, "a line\nand a half of one\n");
    assert.deepEqual(log.last(), ["a line", "and a half of one"]);
  } finally {
    removeIfThere(folder);
  }
});
