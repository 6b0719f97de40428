import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { fetchModel } from "@/cli/fetch-model";
import { CHAIN_LIMITS, placeName, type ChainAnswer } from "@/domain/chain";
import { Random } from "@/domain/random";
import { PROJECT_ROOT } from "@/domain/project-root";
import { dataFolder } from "@/workers/files/data-folder";
import { loadLanguageModel, type LanguageModel } from "@/workers/files/language-model";
import type { Engine } from "@/workers/engine/ops";
import { foldForInference } from "@/workers/sae/fold-for-inference";
import { readSaelens } from "@/workers/sae/formats/saelens";
import { DeletablePrompt } from "@/workers/steering/chain/deletable-prompt";
import { Deleter } from "@/workers/steering/chain/deleter";
import { drawEqualSets } from "@/workers/steering/chain/equal-sets";
import { searchChain } from "@/workers/steering/chain/find-chain";
import { TIE } from "@/workers/steering/chain/find-set";

/** Prompts of each model after which it is sure of the next word. */
export function readPrompts(): Record<string, string[]> {
  const file = join(PROJECT_ROOT, "bench/chain/prompts.json");
  return z.record(z.string(), z.array(z.string())).parse(JSON.parse(readFileSync(file, "utf8")));
}

export interface PromptChain {
  prompt: string;
  answer: ChainAnswer;
  seconds: number;
  /** Random sets of other activations at the tokens of the chain alone: how many there were, and changed the word. */
  sameTokens: { sets: number; changed: number };
  /** Of the seconds, what the processor worked for this process: less where others use the machine. */
  cpuSeconds: number;
  /** Text of a token. */
  piece: (id: number) => string;
}

/** The necessary chain of each prompt, by the engine itself. @param sae slug of one that comes with the program */
export async function chainsOf(
  engine: Engine,
  { id, sae }: { id: string; sae: string },
  prompts: readonly string[],
  say: (line: string) => void,
): Promise<PromptChain[]> {
  const data = dataFolder();
  const model: LanguageModel = await loadLanguageModel(await fetchModel(id, { dataFolder: data }), data);
  const stored = await readSaelens(join(PROJECT_ROOT, "models", id, sae));
  const deleter = await Deleter.create(
    engine,
    model,
    foldForInference(stored, { inputScale: stored.inputScale }),
  );
  const piece = (token: number) => model.tokenizer.pieces[token] ?? `<${token}>`;
  const found: PromptChain[] = [];
  for (const prompt of prompts) {
    const from = performance.now();
    const cpuFrom = process.cpuUsage();
    const ids = model.tokenizer.encode(prompt, { bos: true });
    const opened = await DeletablePrompt.read(deleter, ids, []);
    const answer = await searchChain(opened);
    const { user, system } = process.cpuUsage(cpuFrom);
    const seconds = (performance.now() - from) / 1000;
    const sameTokens = await drawAtSameTokens(opened, answer);
    found.push({ prompt, answer, sameTokens, seconds, cpuSeconds: (user + system) / 1e6, piece });
    say(`${id}: ${found.length} of ${prompts.length}`);
  }
  await deleter.dispose();
  return found;
}

/** The harder comparison: an activation at an early token may do little whatever it stands for. */
async function drawAtSameTokens(
  prompt: DeletablePrompt,
  { changed, members }: ChainAnswer,
): Promise<PromptChain["sameTokens"]> {
  if (!changed) return { sets: 0, changed: 0 };
  const { activations } = await prompt.open();
  const tokens = new Set(members.map(({ at }) => at));
  const names = new Set(members.map(placeName));
  const pool = [...activations.entries()].filter(([, { at }]) => tokens.has(at));
  const sets = drawEqualSets(
    pool.map(([, { norm }]) => norm),
    pool.flatMap(([, activation], i) => (names.has(placeName(activation)) ? [i] : [])),
    { sets: CHAIN_LIMITS.randomSets, random: new Random(1) },
  );
  const margins = await prompt.margins(sets.map((set) => set.map((i) => pool[i]?.[0] ?? -1)));
  return { sets: sets.length, changed: margins.filter((margin) => margin < -TIE).length };
}
