import assert from "node:assert/strict";
import fc from "fast-check";
import type { Preview } from "../../../web/explorer/api.ts";
import { makeTempStore } from "../../testing/store.ts";
import { type Known, KnownObjects } from "../known.ts";
import { hostile, makeShown } from "../testing/shown.ts";
import { thinned } from "./json.ts";
import { makePreview } from "./preview.ts";
import { looksLikeText } from "./text.ts";

Deno.test("artifacts are shown by what they are", async (t) => {
  using shown = await makeShown();
  const { store } = shown.project;
  const objects = new KnownObjects(store, shown.subject.built);
  const preview = async (output: string, path?: string) => {
    const digest = shown.digest("show/all", output);
    const request = { digest, ...path === undefined ? {} : { path } };
    return await makePreview(store, objects, request) as Preview;
  };

  await t.step("texts as they are, markup and all", async () => {
    assert.deepEqual(await preview("text"), {
      type: "text",
      text: `first\n${hostile}\n`,
      language: null,
      cutOff: null,
    });
  });

  await t.step("code with its language", async () => {
    const [record] = store.recordsOfStage("show/all", 1);
    const digest = record!.preimage.code.files["stages/show.ts"]!;
    const code = await makePreview(store, objects, { digest });
    assert(code?.type === "text");
    assert.equal(code.language, "typescript");
    assert.match(code.text, /Writes what it is told/);
  });

  await t.step("a document with series as curves", async () => {
    assert.deepEqual(await preview("curves"), {
      type: "curves",
      series: [
        { name: hostile, unit: "nats", points: [[0, 2], [10, 1.5]] },
        { name: "rate", unit: "", points: [[0, 0.1]] },
      ],
      warnings: [{ step: 10, message: hostile }],
    });
  });

  await t.step("a document with examples as samples", async () => {
    assert.deepEqual(await preview("samples"), {
      type: "samples",
      fields: ["greedy", "sampled"],
      examples: [{ prompt: hostile, greedy: "P", sampled: "" }],
      value: { metrics: { per: 0.5 } },
    });
  });

  await t.step("any other document as it is", async () => {
    assert.deepEqual(await preview("checkpoint", "config.json"), {
      type: "json",
      value: { layers: 1 },
    });
  });

  await t.step(
    "a figure as a data URL, and none by its name alone",
    async () => {
      const figure = await preview("figure");
      assert(figure.type === "image");
      assert.match(figure.url, /^data:image\/svg\+xml;base64,/);
      const picture = await preview("picture");
      assert.deepEqual(picture, {
        type: "none",
        why: "Its bytes are not those of image/png",
      });
    },
  );

  await t.step(
    "a folder as its files, a checkpoint as its tensors",
    async () => {
      const folder = await preview("checkpoint");
      assert(folder.type === "folder");
      assert.deepEqual(
        folder.files.map(({ path }) => path),
        ["config.json", "model.safetensors"],
      );
      assert.deepEqual(await preview("checkpoint", "model.safetensors"), {
        type: "tensors",
        tensors: [{
          name: "weight",
          dtype: "F32",
          shape: [4],
          size: 16,
          statistics: {
            mean: 2.5,
            standardDeviation: Math.sqrt(1.25),
            least: 1,
            greatest: 4,
          },
        }],
        parameters: 4,
      });
    },
  );

  await t.step("what nothing shows, with why", async () => {
    assert.deepEqual(await preview("bytes"), {
      type: "none",
      why: "Nothing here shows files of the type application/octet-stream",
    });
    const table = await preview("table");
    assert(table.type === "none");
    assert.match(table.why, /^Cannot read the table "all.table.parquet": /);
  });

  await t.step("no file that the folder does not have", async () => {
    for (const path of ["../config.json", "", "config.json/", "/config.json"]) {
      assert.equal(await preview("checkpoint", path), null, path);
    }
  });

  await t.step("a folder whose list is damaged, with what to do", async () => {
    const digest = shown.digest("show/all", "checkpoint");
    const path = store.pathOf(digest as never);
    Deno.chmodSync(path, 0o644);
    Deno.writeTextFileSync(path, "damaged");
    const folder = await preview("checkpoint");
    assert(folder.type === "none");
    assert.match(folder.why, /is damaged; audit names all/);
    const file = await preview("checkpoint", "config.json");
    assert.deepEqual(file, folder);
  });
});

Deno.test("what would be too much to show, or is no text, says so", async () => {
  using place = makeTempStore();
  const { store } = place;
  const preview = async (known: Partial<Known>, bytes: Uint8Array) => {
    const { digest } = store.putBytes(bytes);
    const form = "file" as const;
    const all = { digest, form, size: null, mediaType: "", fileName: "" };
    const objects = { find: () => ({ ...all, ...known }) };
    return await makePreview(store, objects as never, { digest });
  };
  const entry = { dtype: "F32", shape: [0], data_offsets: [0, 0] };
  const header = JSON.stringify(Object.fromEntries(
    Array.from({ length: 10_001 }, (_, i) => [`t${i}`, entry]),
  ));
  const file = new Uint8Array(8 + header.length);
  new DataView(file.buffer).setUint32(0, header.length, true);
  file.set(new TextEncoder().encode(header), 8);
  assert.deepEqual(await preview({ fileName: "m.safetensors" }, file), {
    type: "none",
    why: "Its 10001 tensors are too many to be shown here",
  });
  const code = { mediaType: "text/plain", fileName: "kernels.wasm" };
  assert.deepEqual(await preview(code, Uint8Array.of(0, 0x61, 0x73, 0x6d)), {
    type: "none",
    why: "It is no text, and nothing here shows it",
  });
});

Deno.test("a thinned series keeps its ends, its order and its extremes", () => {
  const series = fc.array(fc.double({ noNaN: true }), { minLength: 1 })
    .map((values) => values.map((y, x) => [x, y] as const));
  fc.assert(
    fc.property(series, fc.integer({ min: 4, max: 40 }), (points, most) => {
      const kept = thinned(points, most);
      assert(kept.length <= Math.max(most, 1));
      assert.deepEqual(kept[0], points[0]);
      assert.deepEqual(kept.at(-1), points.at(-1));
      const x = kept.map(([x]) => x);
      assert.deepEqual(x, [...x].sort((a, b) => a - b));
      for (const extreme of [Math.min, Math.max]) {
        assert.equal(
          extreme(...kept.map(([, y]) => y)),
          extreme(...points.map(([, y]) => y)),
        );
      }
    }),
  );
});

Deno.test("a text that is cut within a character is a text", () => {
  const bytes = new TextEncoder().encode("é🧃".repeat(20));
  for (let cut = 1; cut <= 6; cut++) {
    assert(looksLikeText(bytes.subarray(0, bytes.length - cut)), String(cut));
  }
  assert(!looksLikeText(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe)));
});
