import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Preview } from "../../web/explorer/api.ts";
import { readBoard } from "./board.ts";
import { sha256 } from "../identity/hash.ts";
import { makeEmbedded } from "./embed.ts";
import { Fitting, type Room } from "./fit.ts";
import { dataOf, makePage, readStamp, stampOf } from "./standalone.ts";
import { embeddedIn } from "./testing/embedded.ts";
import { hostile, makeShown } from "./testing/shown.ts";

Deno.test("a page that stands alone has the graph, details and previews", async () => {
  using shown = await makeShown();
  const { subject } = shown;
  const board = await readBoard(subject);
  const page = await makePage(subject, board);
  assert(!page.includes(hostile), "text of artifacts is no part of the page");
  const { graph, details, previews } = embeddedIn(page);
  assert.equal(graph.stages.length, 3);
  assert.deepEqual(Object.keys(details), graph.stages.map(({ name }) => name));
  for (const { record, records } of Object.values(details)) {
    assert.equal(records.length, 1);
    for (const { digest } of [...record!.code, ...record!.outputs]) {
      assert(digest! in previews);
    }
  }
  const checkpoint = shown.digest("show/all", "checkpoint");
  assert.equal(previews[`${checkpoint}/model.safetensors`]?.type, "tensors");
  const text = previews[shown.digest("show/all", "text")];
  assert(text?.type === "text" && text.text.includes(hostile));
  // Whoever gets the page need not know where it was made.
  assert(!JSON.stringify(previews).includes(shown.files.root));

  assert.equal(await makePage(subject, await readBoard(subject)), page);
  const path = join(shown.files.root, "page.html");
  assert.equal(readStamp(path), null);
  Deno.writeTextFileSync(path, page);
  assert.equal(readStamp(path), stampOf(subject, board));
  Deno.writeTextFileSync(path, "<!doctype html>");
  assert.equal(readStamp(path), null);
});

/** A table of rows that nothing makes smaller. */
function tableOf(rows: number): Preview {
  return {
    type: "table",
    columns: [{ name: "digest", type: "VARCHAR" }],
    rows: Array.from({ length: rows }, (_, i) => [sha256(`${rows} ${i}`)]),
    offset: 0,
    total: 5000,
  };
}

Deno.test("what does not fit on a page is left out", async () => {
  using shown = await makeShown();
  const board = await readBoard(shown.subject);
  const all = await makeEmbedded(shown.subject, board);
  const size = (id: string, preview: Preview) =>
    gzipSync(JSON.stringify([id, preview])).length;
  for (
    const room of [
      { all: 1500, tables: 1e6, each: 1e6 },
      { all: 1e6, tables: 1e6, each: 190 },
    ]
  ) {
    const { previews } = await makeEmbedded(shown.subject, board, { room });
    const kept = Object.entries(previews);
    assert(kept.length > 0);
    assert(kept.length < Object.keys(all.previews).length);
    const sizes = kept.filter(([, { type }]) => type !== "table")
      .map(([id, one]) => size(id, one));
    assert(sizes.every((one) => one <= room.each), String(sizes));
    assert(sizes.reduce((a, b) => a + b) <= room.all, String(sizes));
  }
});

Deno.test("tables are whole, or have as many rows as there is room for", () => {
  const rowsOf = (room: Partial<Room>) => {
    const fitting = new Fitting({ all: 0, tables: 1e6, each: 1e6, ...room });
    const counts = [3, 60, 1000, 700];
    for (const count of counts) fitting.add(`${count}`, tableOf(count));
    const made = fitting.previews();
    return counts.map((count) => {
      const preview = made[count];
      if (preview?.type !== "table") return null;
      assert.equal(preview.total, 5000);
      return preview.rows.length;
    });
  };
  assert.deepEqual(rowsOf({}), [3, 60, 1000, 700]);
  // A row takes about 40 bytes. No table has more so that others have fewer.
  assert.deepEqual(rowsOf({ tables: 50_000 }), [3, 60, 500, 500]);
  assert.deepEqual(rowsOf({ tables: 4000 }), [3, 20, 20, 20]);
  assert.deepEqual(rowsOf({ each: 10_000 }), [3, 60, 200, 200]);
  assert.deepEqual(rowsOf({ tables: 1200 }), [3, 10, null, null]);
  assert.deepEqual(rowsOf({ each: 100 }), [null, null, null, null]);
});

Deno.test("a page is no larger than is said, whatever there is", async () => {
  using shown = await makeShown();
  const { graph, details } = await makeEmbedded(
    shown.subject,
    await readBoard(shown.subject),
  );
  const bare = dataOf({ version: 1, graph, details, previews: {} }).length;
  const room = { all: 30_000, tables: 20_000, each: 10_000 };
  const fitting = new Fitting(room);
  for (let i = 0; i < 40; i++) {
    fitting.add(sha256(`table ${i}`), tableOf(300 + i));
    const text = Array.from({ length: 90 }, (_, at) => sha256(`${i} ${at}`));
    fitting.add(sha256(`json ${i}`), { type: "json", value: text });
  }
  const previews = fitting.previews();
  const types = Object.values(previews).map(({ type }) => type);
  assert(types.includes("table") && types.includes("json"));
  assert(types.length < 80);
  const { length } = dataOf({ version: 1, graph, details, previews });
  // All in one they take no more than each by itself, but for a few per cent.
  const most = bare + 4 / 3 * 1.04 * (room.all + room.tables);
  assert(length <= most, `${length} > ${most}`);
  assert(length > 0.5 * most, `${length} of ${most}`);
});

Deno.test("a page says of itself by its stamp what it shows", async () => {
  using shown = await makeShown(false);
  const { subject } = shown;
  const board = await readBoard(subject);
  const stamp = stampOf(subject, board);
  assert.match(stamp, /^[0-9a-f]{64}$/);
  assert.equal(stampOf(subject, await readBoard(subject)), stamp);
  const [first] = board.states.values();
  // Where a project lies is not shown, but for the name of its folder.
  const { root } = subject.project;
  const moved = {
    ...subject.project,
    root: join("/elsewhere", basename(root)),
  };
  assert.equal(stampOf({ ...subject, project: moved }, board), stamp);
  const states = new Map(board.states);
  states.set("show/all", { ...first!, why: "another reason" });
  assert.notEqual(stampOf(subject, { ...board, states }), stamp);
});
