import assert from "node:assert/strict";
import type { ModuleGraph } from "./graph.ts";
import { Packages } from "./packages.ts";

Deno.test("who gets which of two versions is told", () => {
  const graph = (a: string, b: string) => ({
    packages: Object.fromEntries(
      [["a@1", [a]], ["b@1", [b]], ["x@1", []], ["x@2", []]]
        .map(([id, dependencies]) => {
          const [name, version] = (id as string).split("@");
          return [id, { name, version, dependencies }];
        }),
    ),
    integrity: { "a@1": "i", "b@1": "j", "x@1": "k", "x@2": "l" },
  } as unknown as ModuleGraph);
  const packagesOf = (graph: ModuleGraph) => {
    const packages = new Packages(graph);
    packages.add("npm:a@1", "a@1");
    packages.add("npm:b@1", "b@1");
    return packages;
  };
  const one = packagesOf(graph("x@1", "x@2"));
  const other = packagesOf(graph("x@2", "x@1"));
  assert.deepEqual(one.integrity(), other.integrity());
  assert.deepEqual(one.versions(), { "a@1": ["x@1"], "b@1": ["x@2"] });
  assert.deepEqual(other.versions(), { "a@1": ["x@2"], "b@1": ["x@1"] });
  assert.deepEqual(packagesOf(graph("x@1", "x@1")).versions(), {});
});
