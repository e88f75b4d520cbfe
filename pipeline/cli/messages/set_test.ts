import { checkMessages, type MessageCase } from "../testing/messages.ts";

const engine = new URL("../../", import.meta.url);

/** A recipe with a profile to override. */
const own: Pick<MessageCase, "recipe" | "prepare"> = {
  recipe: "stages/own.ts",
  prepare: (project) => {
    project.write(
      "stages/rated.ts",
      `
import { z } from "npm:zod@4.6.7";
import { json } from "${engine}artifact.ts";
import { stage } from "${engine}stage.ts";
export const rated = stage(import.meta, {
  doc: "Does nothing.",
  params: z.object({
    rate: z.number().max(1),
    schedule: z.strictObject({ warmup: z.int(), decay: z.number() })
      .default({ warmup: 10, decay: 0 }),
  }),
  inputs: {}, outputs: { out: json }, determinism: "bitwise", run() {},
});`,
    );
    project.write(
      "stages/own.ts",
      `
import { recipe } from "${engine}recipe.ts";
import { rated } from "./rated.ts";
export default recipe({
  doc: "Has settings.",
  profiles: {
    default: {
      name: "default", seeds: [1], data: null, on: true,
      settings: { sft: { rate: 0.5 }, rft: { rate: 0.1, beta: 0.3 } },
    },
    needy: { name: "needy", seeds: [1], data: null, settings: { sft: { rate: 0.5 } } },
    fixed: { name: "fixed", seeds: [1], settings: { sft: { rate: 0.5 } } },
  },
  build({ name, seeds, data, settings }, add) {
    if (name === "needy" && data === null) throw new Error("no data");
    const [first] = seeds;
    if (first > 9) throw new Error("seed " + first.toFixed(0) + " is taken");
    for (const seed of seeds) {
      add("sft/seed=" + seed, rated, settings.sft, {});
    }
    return {};
  },
});`,
    );
  },
};

/** A command line with overrides. */
function setting(title: string, ...set: string[]): MessageCase {
  const args = set.flatMap((one) => ["--set", one]);
  return { title, args: ["plan", ...args], ...own };
}

Deno.test("what cannot be set is said with what to do", async () => {
  await checkMessages(import.meta, "set", [
    setting("Nothing that can be read", "seeds"),
    setting("A name of another place", "rft.beta=0.1"),
    setting("A slip of the pen", "settings.rft.bta=0.1"),
    setting("A name that nothing is near", "temperature=1"),
    setting("A name inside of a number", "settings.rft.beta.x=1"),
    setting("An item that there is not", "seeds.3=1"),
    setting("A list's length", "seeds.length=0"),
    setting("A name with other characters", "settings.sft/long.rate=1"),
    setting("A text for a number", "settings.rft.beta=low"),
    setting("A number for a list", "seeds=3"),
    setting("A text in a list of numbers", 'seeds=[1,"two"]'),
    setting("A number for a text", "name=3"),
    setting("A number for true or false", "on=1"),
    setting("null for a number", "settings.rft.beta=null"),
    setting("An object with a slip", 'settings.rft={"rate":1,"bta":1}'),
    setting("An object that is not whole", 'settings.rft={"rate":1}'),
    setting("Twice", "seeds=[1]", "seeds=[2]"),
    setting("A whole and its part", "seeds.0=2", "seeds=[1]"),
    setting("What the schema refuses", "settings.sft.rate=2"),
    setting("What the recipe cannot do with", "seeds=[10]", "on=false"),
    setting("A pattern of no stage", "stf/*:rate=1"),
    setting("A pattern of a part of a name", "ft/seed=*:rate=1"),
    setting("A parameter that there is not", "sft/*:rat=1"),
    setting("A part that there is not", "sft/*:schedule.warmpu=1"),
    setting("A parameter that the schema refuses", "sft/*:rate=fast"),
    setting("A parameter twice", "sft/*:rate=1", "*seed=1:rate=0"),
    setting(
      "A parameter and its part",
      'sft/*:schedule={"warmup":1,"decay":0}',
      "sft/seed=1:schedule.warmup=2",
    ),
    {
      title: "Together with the lock",
      args: ["reproduce", "--set", "seeds=[2]", "--update-lock"],
      ...own,
    },
    {
      title: "Together with the fixed lock",
      args: ["reproduce", "--set", "seeds=[2]", "--frozen"],
      ...own,
    },
    {
      title: "An audit of what is set",
      args: ["audit", "--set", "seeds=[2]"],
      ...own,
    },
    {
      title: "A pin of the lock with what is set",
      args: ["pin", "paper", "--set", "seeds=[2]"],
      ...own,
    },
  ]);
});

Deno.test("own data that cannot be taken are said with what to do", async () => {
  const data = (title: string, ...args: string[]): MessageCase => ({
    title,
    args: ["plan", "--data", ...args],
    ...own,
  });
  await checkMessages(import.meta, "data", [
    data("No such file", "/nope/words.jsonl", "--profile", "default"),
    data("A folder", "/proc", "--profile", "default"),
    data("No file at all", "/dev/null", "--profile", "default"),
    data("No profile of own data", "/etc/passwd"),
    data("A profile without data", "/etc/passwd", "--profile", "fixed"),
    data(
      "Data with a setting that is refused",
      ...["/etc/passwd", "--profile", "needy"],
      ...["--set", "settings.sft.rate=2"],
    ),
    {
      title: "A recipe without data",
      args: ["plan", "--data", "/etc/passwd", "--profile", "smoke"],
    },
    {
      title: "Data twice",
      args: ["plan", "--data", "/etc/passwd", "--profile", "default", "--set"]
        .concat("data=/etc/group"),
      ...own,
    },
  ]);
});
