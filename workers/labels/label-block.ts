import { setImmediate as otherWork } from "node:timers/promises";
import { meanScore } from "@/prisma/labels";
import type { FeatureDrafts } from "./drafts";
import type { Evidence } from "./evidence";
import { labelFeature, type LabelledFeature } from "./label-feature";
import { compileRule } from "./rules";
import { scoreOf, tally } from "./score";
import type { Lexer } from "./text-view";
import type { Side, SideSample, Windows } from "./windows";
import type { NameTopic } from "./writers/candidate";

/** Labels of so many other features are tried on a feature's windows. */
const OTHERS = 5;

/** Drafts for a block of features, each with what labels of others in the block reach on the same windows. */
export async function labelBlock(
  evidence: readonly Evidence[],
  lexer: Lexer,
  samples: Record<Side, SideSample>,
  nameTopic?: NameTopic,
  signal?: AbortSignal,
): Promise<FeatureDrafts[]> {
  const labelled: LabelledFeature[] = [];
  for (const known of evidence) {
    // a feature takes milliseconds; the heartbeat and a cancellation come in between
    await otherWork();
    signal?.throwIfAborted();
    const found = await labelFeature(known, lexer, samples, nameTopic);
    if (found && found.drafts.length > 0) labelled.push(found);
  }
  return labelled.map(({ feature, drafts, heldOut }, i) => {
    const shuffled = shuffledScore(labelled, i, heldOut, lexer);
    return {
      feature,
      drafts: drafts.map(({ text, method, value, score }) => ({
        ...{ text, method, value },
        score: score && { ...score, shuffled },
      })),
    };
  });
}

/** Mean score of others' labels: of those that stand evenly far from it in the block. Null for the only one. */
function shuffledScore(
  labelled: readonly LabelledFeature[],
  i: number,
  heldOut: Windows,
  lexer: Lexer,
): number | null {
  const count = Math.min(OTHERS, labelled.length - 1);
  let sum = 0;
  for (let n = 1; n <= count; n++) {
    const step = Math.max(1, Math.floor((n * labelled.length) / (count + 1)));
    const rule = labelled[(i + step) % labelled.length]?.drafts[0]?.rule;
    sum += (rule && meanScore(scoreOf(tally(compileRule(rule, lexer), heldOut), "rule"))) ?? 0.5;
  }
  return count > 0 ? sum / count : null;
}
