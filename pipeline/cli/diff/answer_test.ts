import { makeRecord } from "../../testing/store.ts";
import { checkThrown } from "../testing/messages.ts";
import { compareSides } from "./answer.ts";
import type { Side, Sides } from "./sides.ts";

Deno.test("two things of different sorts are not compared", async () => {
  const output = { digest: "", size: 1, type: "json", form: "file" };
  const of = (outputs: Record<string, unknown>): Side => ({
    type: "record",
    label: "train",
    record: makeRecord({}, { stage: "train", outputs: outputs as never }),
    n: 1,
  });
  const artifact: Side = {
    type: "artifact",
    label: "words",
    digest: "",
    content: { form: "folder", files: new Map() },
    record: null,
  };
  const lock: Side = {
    type: "lock",
    label: "lock.json",
    lock: { version: 1, profiles: {} },
  };
  const compare = (...sides: [Side, Side]) => () =>
    compareSides(sides, {} as Sides);
  await checkThrown(import.meta, "sorts", {
    "An artifact and a stage of several": compare(
      artifact,
      of({ curves: output, model: output }),
    ),
    "An artifact and a stage without any": compare(artifact, of({})),
    "A lock and an artifact": compare(lock, artifact),
  });
});
