/** What a model is asked to write about, so that a corpus has meaning: kinds of text, their share, prompts and topics. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { Random } from "@/domain/random";
import { fileError } from "../files/file-errors";
import { readJsonFile } from "../files/json-file";

const lines = z.array(z.string().min(1)).min(1);

const kind = z.strictObject({
  name: z.string().min(1),
  /** Share among all kinds, relative. */
  weight: z.number().positive(),
  /** text: the answer alone is the passage; chat: the whole conversation is. */
  format: z.enum(["text", "chat"]),
  /** Lists of the topics file that {topic} is drawn from. */
  topics: lines,
  /** List that {second} is drawn from. */
  second: z.string().optional(),
  prompts: lines,
  /** What the user says next; with it a conversation has two answers. */
  follow: lines.optional(),
  /** Tokens of one answer at most. */
  limit: z.number().int().min(8),
});

const recipeFile = z.strictObject({
  /** Lines "list TAB topic", beside the recipe. */
  topics: z.string(),
  /** System messages, one of which begins every conversation. */
  systems: lines,
  kinds: z.array(kind).min(1),
});

export interface Recipe extends z.infer<typeof recipeFile> {
  lists: ReadonlyMap<string, readonly string[]>;
}

/** One passage to be written. */
export interface Assignment {
  kind: string;
  format: "text" | "chat";
  topic: string;
  system: string;
  /** What the user says, message by message. */
  user: string[];
  limit: number;
}

/** Throws NOT_FOUND, CORRUPT_FILE, or BAD_INPUT where a kind names a list that the topics file lacks. */
export async function readRecipe(path: string): Promise<Recipe> {
  const recipe = await readJsonFile(path, recipeFile);
  const file = join(dirname(path), recipe.topics);
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw fileError(error, file);
  });
  const lists = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [list, topic] = line.trimEnd().split("\t");
    if (!list || !topic) continue;
    lists.set(list, [...(lists.get(list) ?? []), topic]);
  }
  for (const { name, topics, second } of recipe.kinds)
    for (const list of second === undefined ? topics : [...topics, second])
      if (!lists.has(list))
        throw new FeaturescopeError(
          "BAD_INPUT",
          `${path}: the kind "${name}" draws from "${list}", of which ${recipe.topics} has no topic.`,
          "Add topics, or take the list out of the kind.",
        );
  return { ...recipe, lists };
}

/** What passage `index` is about: drawn from a stream of its own, so that a run can be taken up anywhere. */
export function assign(recipe: Recipe, seed: number, index: number): Assignment {
  // apart from the stream that the passage's tokens are drawn from
  const random = new Random(seed, 2 ** 31 + index);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random.uniform() * choices.length)] as T;
  let left = random.uniform() * recipe.kinds.reduce((sum, { weight }) => sum + weight, 0);
  const chosen = recipe.kinds.find(({ weight }) => (left -= weight) < 0) ?? recipe.kinds[0];
  if (!chosen) throw new FeaturescopeError("BAD_INPUT", "The recipe has no kinds.", "Add one.");
  // a list as often as it has topics, so that every topic of a kind is as likely as another
  const topic = pick(chosen.topics.flatMap((list) => recipe.lists.get(list) ?? []));
  const second = chosen.second === undefined ? "" : pick(recipe.lists.get(chosen.second) ?? []);
  const fill = (text: string) =>
    capitalised(text.replaceAll("{topic}", topic).replaceAll("{second}", second));
  return {
    kind: chosen.name,
    format: chosen.format,
    topic: second ? `${topic}, ${second}` : topic,
    system: pick(recipe.systems),
    user: [fill(pick(chosen.prompts)), ...(chosen.follow ? [pick(chosen.follow)] : [])],
    limit: chosen.limit,
  };
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
