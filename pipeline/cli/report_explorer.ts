/**
 * The explorer that stands beside a report, so that the report's links lead
 * somewhere wherever the folder goes.
 *
 * @module
 */

import { boardOfRecords } from "../explore/board.ts";
import { makePage, readStamp, stampOf } from "../explore/standalone.ts";
import type { Lock } from "../lock.ts";
import type { StageOutcome } from "../run/event.ts";
import type { Beside } from "./report.ts";
import type { Session } from "./session.ts";

/**
 * The explorer of a run whose stages all have records.
 *
 * @param lock What the run was compared with.
 */
export function explorerOf(
  { project, built, device }: Session,
  lock: Lock | null,
  outcomes: readonly StageOutcome[],
): Beside {
  const subject = { project, built, device };
  const records = new Map(
    outcomes.map(({ name, record }) => [name, record!]),
  );
  const board = boardOfRecords(subject, lock, records);
  return {
    name: "explorer.html",
    isCurrent: (path) => readStamp(path) === stampOf(subject, board),
    make: () => makePage(subject, board),
  };
}
