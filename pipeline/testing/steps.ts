/**
 * Counting the steps of a program, for tests that hold how a cost grows without
 * a clock: each element that a list, map or set is asked for, and each element
 * that a list's own methods go through.
 *
 * @module
 */

type Method = (this: unknown, ...given: unknown[]) => unknown;
type Owner = Record<PropertyKey, unknown>;

/** Methods of lists that call what they are given for each element. */
const calling = [
  "every",
  "filter",
  "find",
  "findIndex",
  "findLast",
  "findLastIndex",
  "flatMap",
  "forEach",
  "map",
  "reduce",
  "some",
  "sort",
  "toSorted",
] as const;

/** Methods of lists that go through all of it, or move it. */
const whole = [
  "concat",
  "fill",
  "includes",
  "indexOf",
  "join",
  "lastIndexOf",
  "reverse",
  "shift",
  "slice",
  "splice",
  "toReversed",
  "unshift",
] as const;

/** Counts the steps of what is run. */
export async function countSteps(run: () => unknown): Promise<number> {
  let steps = 0;
  const undo: (() => void)[] = [];
  const replace = (
    owner: object,
    name: PropertyKey,
    make: (before: Method) => Method,
  ) => {
    const own = owner as Owner;
    const before = own[name] as Method;
    const described = Object.getOwnPropertyDescriptor(owner, name)!;
    undo.push(() => Object.defineProperty(owner, name, described));
    Object.defineProperty(owner, name, { ...described, value: make(before) });
  };
  for (const name of calling) {
    replace(
      Array.prototype,
      name,
      (before) =>
        function (this: unknown, ...given) {
          const [callback, ...rest] = given;
          if (typeof callback !== "function") return before.apply(this, given);
          const counting = function (this: unknown, ...values: unknown[]) {
            steps++;
            return callback.apply(this, values);
          };
          return before.call(this, counting, ...rest);
        },
    );
  }
  for (const name of whole) {
    replace(
      Array.prototype,
      name,
      (before) =>
        function (this: unknown, ...given) {
          steps += (this as { length: number }).length;
          return before.apply(this, given);
        },
    );
  }
  for (const owner of [Array.prototype, Map.prototype, Set.prototype]) {
    for (const name of ["keys", "values", "entries", Symbol.iterator]) {
      replace(owner, name, (before) =>
        function (this: unknown) {
          const iterator = before.call(this) as Iterator<unknown>;
          const next = iterator.next.bind(iterator);
          iterator.next = () => {
            steps++;
            return next();
          };
          return iterator;
        });
    }
  }
  for (const name of ["entries", "keys", "values"]) {
    replace(Object, name, (before) => (...given) => {
      const found = before(...given) as unknown[];
      steps += found.length;
      return found;
    });
  }
  try {
    await run();
  } finally {
    for (const back of undo) back();
  }
  return steps;
}
