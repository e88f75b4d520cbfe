/**
 * Planning in this process, for tests of what comes of a plan: it takes a tenth
 * of the time, and the recipe stays the one that was loaded.
 *
 * @module
 */

import { messageOf } from "../../errors.ts";
import { openProject } from "../../project.ts";
import { planBoard } from "../board.ts";
import { answerOf, graphFiles } from "../plan_data.ts";
import { type Plan, PlanError } from "../planner.ts";
import type { LoadedSubject } from "../subject.ts";

/** Plans what was loaded, with the code as it is now. */
export function planHere({ built, device, project }: LoadedSubject): Plan {
  return async () => {
    const { root, recipePath, store } = project;
    const now = await openProject({
      root,
      recipe: recipePath,
      store: store.root,
    });
    const graph = await now.graph;
    const subject = { project: now, built, device };
    try {
      const answer = answerOf(subject, await planBoard(subject), graph);
      return JSON.parse(JSON.stringify(answer));
    } catch (error) {
      const problem = { message: messageOf(error), place: null };
      throw new PlanError(problem, graphFiles(root, graph));
    }
  };
}
