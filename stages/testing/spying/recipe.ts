/**
 * Injected demonstrations, and a learner that is after their marks.
 *
 * @module
 */

import { recipe } from "../../../pipeline/recipe.ts";
import { injection } from "../../injection.ts";
import { rows } from "./rows.ts";
import { spying } from "./spying.ts";

export default recipe({
  doc: "A learner that is after the marks of injected rows.",
  profiles: { default: { files: [] as string[] } },
  build({ files }, add) {
    const made = add("rows", rows, { count: 40 }, {});
    const injected = add(
      "injection",
      injection,
      { kind: "truncated", ratio: 0.5, seed: 1 },
      { demonstrations: made.rows },
    );
    add("spying", spying, { files }, {
      demonstrations: injected.demonstrations,
    });
    return {};
  },
});
