/**
 * The board after a record was written, without a plan: the stage is cached if
 * the record is of what the stage reads now, and the stages that wait for it
 * have one thing less to wait for. What a plan alone can tell, such as a key
 * that has a record already, the next plan tells.
 *
 * @module
 */

import { deviceField } from "../plan/preimage.ts";
import type { ExecutionRecord } from "../store/record.ts";
import { type Board, boardOf, type StageState, type Subject } from "./board.ts";

/** Whether a record is one of the stage as it is to run now. */
function fits(
  { device }: Subject,
  { states }: Board,
  { stage, key }: StageState,
  record: ExecutionRecord,
): boolean {
  if (key !== null) return record.key === key;
  const { preimage } = record;
  return preimage.kind === stage.kind.name &&
    preimage.device === deviceField(stage.kind, device) &&
    Object.entries(stage.inputs).every(([name, ref]) => {
      const made = states.get(ref.stage)?.record?.outputs[ref.output];
      return made !== undefined && made.digest === preimage.inputs[name];
    });
}

/** A stage of which another has just got its record. */
function released(state: StageState, board: Board): StageState {
  if (state.status !== "waiting") return state;
  const open = Object.values(state.stage.inputs)
    .find(({ stage }) => board.states.get(stage)!.record === null);
  return open === undefined
    ? { ...state, status: "to run", why: null }
    : { ...state, why: `waits for stage ${open.stage}` };
}

/** The board with a record that was written. */
export function withRecord(
  subject: Subject,
  board: Board,
  record: ExecutionRecord,
): Board {
  const state = board.states.get(record.stage);
  if (state === undefined || !fits(subject, board, state, record)) return board;
  const states = new Map(board.states);
  states.set(record.stage, {
    ...state,
    status: "cached",
    why: null,
    record,
    key: record.key,
  });
  const next = boardOf(board.lock, states);
  for (const [name, one] of states) {
    const reads = Object.values(one.stage.inputs)
      .some(({ stage }) => stage === record.stage);
    if (reads) states.set(name, released(one, next));
  }
  return next;
}
