/**
 * Counting what goes to the file system, for tests that hold how a cost grows
 * without a clock.
 *
 * @module
 */

const counted = [
  "lstatSync",
  "openSync",
  "readDirSync",
  "readFileSync",
  "readTextFileSync",
  "renameSync",
  "statSync",
] as const;

/**
 * Counts what goes to the file system. For a listed folder its entries count,
 * so that to list one that grows is not taken for one step.
 */
export async function countCalls(
  run: () => unknown,
): Promise<number> {
  let calls = 0;
  const own = Deno as unknown as Record<
    string,
    (...given: unknown[]) => unknown
  >;
  const before = counted.map((name) => own[name]!);
  for (const [i, name] of counted.entries()) {
    own[name] = (...given: unknown[]) => {
      calls++;
      const result = before[i]!(...given);
      if (name !== "readDirSync") return result;
      const entries = [...result as Iterable<Deno.DirEntry>];
      calls += entries.length;
      return entries;
    };
  }
  try {
    await run();
  } finally {
    for (const [i, name] of counted.entries()) own[name] = before[i]!;
  }
  return calls;
}
