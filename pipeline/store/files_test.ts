import assert from "node:assert/strict";
import { join } from "node:path";
import { makeTempStore } from "../testing/store.ts";
import { clearAside, exists, makeWritable, writeAside } from "./files.ts";

/** Runs something right after a file has been opened, as another process may. */
function afterOpening(run: () => void): Disposable {
  const { openSync } = Deno;
  let opened = false;
  Deno.openSync = (...args) => {
    const file = openSync(...args);
    if (!opened) {
      opened = true;
      run();
    }
    return file;
  };
  return { [Symbol.dispose]: () => Deno.openSync = openSync };
}

Deno.test("a file aside is there even if it is cleared away before it is locked", () => {
  using temp = makeTempStore();
  const { folder } = temp;
  let cleared = 0;
  using _ = afterOpening(() => {
    const before = [...Deno.readDirSync(folder)].length;
    clearAside(folder);
    cleared = before - [...Deno.readDirSync(folder)].length;
  });
  const aside = writeAside(join(folder, "x"), "text");
  assert.equal(cleared, 1);
  assert.equal(Deno.readTextFileSync(aside.path), "text");
  clearAside(folder);
  assert(exists(aside.path));
  aside.discard();
});

Deno.test("what has taken a leftover's name is not cleared away for it", () => {
  using temp = makeTempStore();
  const { folder } = temp;
  const path = join(folder, "x.1-0.tmp");
  Deno.writeTextFileSync(path, "left");
  using _ = afterOpening(() => {
    Deno.removeSync(path);
    Deno.writeTextFileSync(path, "of another process of the same number");
  });
  clearAside(folder);
  assert(exists(path));
});

Deno.test("what is not there has no modes to give back", () => {
  using temp = makeTempStore();
  makeWritable(join(temp.folder, "nothing"));
  assert(!exists(join(temp.folder, "nothing")));
});
