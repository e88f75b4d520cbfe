import assert from "node:assert/strict";
import { observeReads } from "./observe.ts";

const entry = (permission: string, value: string) =>
  JSON.stringify({ v: 1, permission, value });

Deno.test("inputs that were read are told from those that were not", () => {
  const audit = [
    entry("read", "/w/inputs/a.json"),
    entry("read", "../inputs/b.json"),
    entry("read", "/w/inputs/folder/deep/file"),
    entry("read", "/w/inputs/d.jsonl"),
    entry("write", "/w/inputs/e"),
    '{"v":1,"permi',
  ].join("\n");
  const inputs = {
    a: "/w/inputs/a.json",
    b: "/w/inputs/b.json",
    c: "/w/inputs/folder",
    d: "/w/inputs/d.json",
    e: "/w/inputs/e",
  };
  assert.deepEqual(observeReads(audit, "/w/scratch", inputs), {
    read: ["a", "b", "c"],
    unread: ["d", "e"],
  });
});
