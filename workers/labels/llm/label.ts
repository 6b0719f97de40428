import { FeaturescopeError } from "@/domain/errors";
import { LABEL_TEXT_LIMIT } from "@/domain/labels";
import type { ProgramLabel } from "@/prisma/labels";
import type { SideSample, Side } from "../windows";
import type { Lexer } from "../text-view";
import { splitEvidence, type Evidence } from "../evidence";
import { scoreOf } from "../score";
import { chat, type LabelEndpoint } from "./endpoint";
import { judgeLabel } from "./judge";
import { writePrompt } from "./prompts";

const LABEL_TOKENS = 60;

/**
 * A label that a language model writes from training examples, and its score by the same model on the held-out windows
 * that the labels by rule are scored on. Null when the feature is active in too few passages.
 * @throws FeaturescopeError UNAVAILABLE when a call fails
 */
export async function labelByModel(
  endpoint: LabelEndpoint,
  evidence: Evidence,
  lexer: Lexer,
  samples: Record<Side, SideSample>,
  signal: AbortSignal,
): Promise<ProgramLabel | null> {
  const sides = splitEvidence(evidence, lexer, samples);
  if (!sides) return null;
  const answer = await chat(
    endpoint,
    writePrompt(sides.training.examples, evidence.promoted, lexer),
    LABEL_TOKENS,
    signal,
  );
  const text = readLabel(answer);
  if (text === "")
    throw new FeaturescopeError(
      "UNAVAILABLE",
      `${endpoint.model} wrote nothing for feature ${evidence.feature}.`,
      "Choose another model with OPENAI_MODEL, and try the job again.",
    );
  const tallies = await judgeLabel(endpoint, text, sides.heldOut, lexer, signal);
  return {
    feature: evidence.feature,
    text,
    method: "llm",
    source: endpoint.model,
    score: scoreOf(tallies, endpoint.model),
  };
}

/** The first line of an answer, without quotes and full stop around it, cut at a word. */
export function readLabel(answer: string): string {
  const line = answer
    .split("\n")
    .map((text) => text.replace(/[\s\p{Cc}]+/gu, " ").trim())
    .find((text) => text !== "");
  const bare = (line ?? "").replace(/^["'“«]+|["'”».]+$/gu, "").trim();
  if (bare.length <= LABEL_TEXT_LIMIT) return bare;
  return `${bare.slice(0, LABEL_TEXT_LIMIT - 1).replace(/\s+\S*$/, "")}…`;
}
