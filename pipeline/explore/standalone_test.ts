import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Preview } from "../../web/explorer/api.ts";
import { readBoard } from "./board.ts";
import { makeEmbedded } from "./embed.ts";
import { makePage, readStamp, stampOf } from "./standalone.ts";
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

Deno.test("what does not fit on a page says so in its place", async () => {
  using shown = await makeShown();
  const board = await readBoard(shown.subject);
  const all = await makeEmbedded(shown.subject, board);
  const size = (preview: Preview) => gzipSync(JSON.stringify(preview)).length;
  const left = (preview: Preview) =>
    preview.type === "none" && /^Left out of this page/.test(preview.why);
  for (const room of [{ all: 1500, each: 1e6 }, { all: 1e6, each: 150 }]) {
    const { previews } = await makeEmbedded(shown.subject, board, { room });
    assert.deepEqual(Object.keys(previews), Object.keys(all.previews));
    const kept = Object.values(previews).filter((one) => !left(one));
    assert(kept.length > 0 && kept.length < Object.keys(previews).length);
    const sizes = kept.map(size);
    assert(sizes.every((one) => one <= room.each), String(sizes));
    assert(sizes.reduce((a, b) => a + b) <= room.all, String(sizes));
  }
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
