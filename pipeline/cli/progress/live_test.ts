import assert from "node:assert/strict";
import fc from "fast-check";
import {
  chain,
  ended,
  names,
  progress,
  sizes,
  started,
  step,
  steps,
  warning,
} from "../testing/events.ts";
import { width } from "../format.ts";
import { Screen } from "../testing/screen.ts";
import { captureTerminal } from "../testing/terminal.ts";
import { type Clock, LiveProgress } from "./live.ts";

/** A clock that only moves when it is told to. */
function manualClock() {
  const state = { now: 0, tick: () => {}, cancelled: false };
  const clock: Clock = {
    now: () => state.now,
    every: (_milliseconds, call) => {
      state.tick = call;
      return () => void (state.cancelled = true);
    },
  };
  return { state, clock };
}

Deno.test("the live block leaves nothing behind but the lines of ended stages", () => {
  const { state, clock } = manualClock();
  const terminal = captureTerminal(true);
  const display = new LiveProgress(terminal, chain("a", "b", "c"), null, clock);
  display.event(started("a"));
  state.tick();
  state.now = 1500;
  display.event(ended("a", "ran", 1.5));
  display.event(ended("b", "failed", 2));
  state.tick();
  display.stop();
  assert.ok(state.cancelled);
  const screen = new Screen(80, 24);
  screen.write(terminal.stderr());
  assert.equal(screen.text(), "a: done in 1.5 s\nb: failed after 2.0 s\n");
});

Deno.test("a warning scrolls by whole, on as many lines as it needs", () => {
  const { state, clock } = manualClock();
  const size = { columns: 40, rows: 10 };
  const terminal = { ...captureTerminal(true), size: () => size };
  const display = new LiveProgress(terminal, chain("a", "b"), null, clock);
  display.event(started("a"));
  state.tick();
  const message = "the gradient's norm has grown\x1b[2J; lower the rate";
  display.event(warning("a", message));
  state.tick();
  display.stop();
  const screen = new Screen(size.columns, size.rows);
  screen.write(terminal.stderr());
  assert.equal(
    screen.text(),
    "a: warning: the gradient's norm has\n  grown; lower the rate\n",
  );
});

Deno.test("the screen of any run ends with its lines alone", () => {
  fc.assert(fc.property(names, steps, sizes, (names, steps, size) => {
    const { state, clock } = manualClock();
    const terminal = { ...captureTerminal(true), size: () => size };
    const screen = new Screen(size.columns, size.rows);
    let writes = 0;
    terminal.raw = (text) => {
      screen.write(text);
      writes++;
    };
    const known = chain(...names);
    const display = new LiveProgress(terminal, known, null, clock);
    let lines = 0, ticks = 0;
    for (const [which, what] of steps) {
      const name = names[which % names.length]!;
      for (const event of step(name, what)) display.event(event);
      if (what === 3 || what === 5) lines++;
      if (which % 3 === 0) {
        state.now += 100;
        state.tick();
        ticks++;
      }
    }
    display.stop();
    assert.equal(screen.text().split("\n").length, lines + 1);
    // One write a frame, and one at the end.
    assert.ok(writes <= ticks + 1);
  }));
});

Deno.test("10,000 cached stages that end at once are one write", () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `fan/stage-${i}`);
  const { state, clock } = manualClock();
  const terminal = captureTerminal(true);
  let writes = 0;
  terminal.raw = () => void writes++;
  const known = names.map((name) => ({ name, needs: [] }));
  const display = new LiveProgress(terminal, known, null, clock);
  for (const name of names) display.event(ended(name, "cached", 0));
  assert.equal(writes, 0);
  state.tick();
  assert.equal(writes, 1);
  display.stop();
});

Deno.test("where the terminal gets narrower, what was drawn is replaced whole", () => {
  const { state, clock } = manualClock();
  const size = { columns: 100, rows: 30 };
  let output = "";
  const terminal = { ...captureTerminal(true), size: () => size };
  terminal.raw = (text) => void (output = text);
  const known = chain("a-stage/of-a-long-name/that-takes-much-room", "b");
  const display = new LiveProgress(terminal, known, null, clock);
  display.event(started("a-stage/of-a-long-name/that-takes-much-room"));
  state.tick();
  const before = output.split("\n").length - 1;
  size.columns = 50;
  state.tick();
  // deno-lint-ignore no-control-regex
  const up = Number(/\x1b\[(\d+)A/.exec(output)![1]);
  assert.ok(up > before, `goes up ${up} rows, ${before} lines were drawn`);
  display.stop();
});

Deno.test("a frame drawn before the terminal tells that it got narrower leaves nothing", () => {
  for (const late of [0, 1, 3]) {
    const { state, clock } = manualClock();
    const size = { columns: 80, rows: 30 };
    const terminal = { ...captureTerminal(true), size: () => size };
    const screen = new Screen(size.columns, size.rows);
    terminal.raw = (text) => screen.write(text);
    screen.write("above\n");
    const names = [1, 2, 3, 4].map((i) => `${i}-${"long/".repeat(8)}${i}`);
    const known = names.map((name) => ({ name, needs: [] }));
    const display = new LiveProgress(terminal, known, null, clock);
    for (const name of names) display.event(started(name));
    const tick = () => {
      state.now += 1000;
      for (const name of names) {
        display.event(progress(name, state.now / 1000, 100));
      }
      state.tick();
    };
    tick();
    tick();
    const widest = Math.max(...screen.text().split("\n").map(width));
    assert(widest > 60, screen.text());
    screen.narrow(60);
    for (let i = 0; i < late; i++) tick();
    size.columns = 60;
    tick();
    assert.equal([...screen.text().matchAll(/4 running/g)].length, 1);
    display.stop();
    assert.equal(screen.text(), "above\n", `${late} frames`);
  }
});
