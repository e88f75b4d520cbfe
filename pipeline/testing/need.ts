/**
 * Tests that need a program or a permission which a machine may lack. They are
 * ignored there, with the reason in their name. Where every test is required,
 * as in CI, what could be installed must be; what the system does not permit
 * is still ignored.
 *
 * @module
 */

/** What a test needs and does not find. */
export interface Need {
  /** Such as `needs git: apt-get install git`. */
  readonly reason: string;
  /** Whether installing something would help. */
  readonly installable: boolean;
}

/** What becomes of a test. */
export type Fate = "runs" | "ignored" | "fails";

/** @param all Whether every test is required. */
export function fateOf(
  need: Need | null,
  all: boolean = Deno.env.get("JUICE_TEST_REQUIRE_ALL") === "1",
): Fate {
  if (need === null) return "runs";
  return all && need.installable ? "fails" : "ignored";
}

/** Registers a test that needs something, which may be missing. */
export function needingTest(
  name: string,
  need: Need | null,
  run: () => void | Promise<void>,
): void {
  const fate = fateOf(need);
  Deno.test({
    name: fate === "ignored" ? `${name} (${need!.reason})` : name,
    ignore: fate === "ignored",
    fn() {
      if (fate === "fails") throw new Error(need!.reason);
      return run();
    },
  });
}
