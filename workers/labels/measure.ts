/**
 * How good the labels of a collection are, method by method, and what labels of other features would reach on the same
 * held-out windows: a score that a shuffled label also reaches says nothing.
 */
import type { Pool } from "pg";
import { meanScore } from "@/prisma/labels";
import type { Compute } from "../compute/api";
import type { CollectionTarget } from "../dashboards/collection-target";
import { blockCount } from "../dashboards/shard-activations";
import { tellApart, type LabelDraft, type FeatureDrafts } from "./drafts";
import { labelBlock } from "./label-block";
import { openSample } from "./open-sample";
import type { NameTopic } from "./writers/candidate";

export interface Means {
  labels: number;
  score: number;
  detection: number;
  fuzzing: number;
  /** Mean score of other features' labels on the same windows. */
  shuffled: number;
}

export interface LabelFigures {
  /** Features active anywhere in the collection, and those of them with enough examples on both sides. */
  live: number;
  labelled: number;
  /** Labels that say "unclear". */
  unclear: number;
  /** "token", ..., and "all". */
  methods: Record<string, Means>;
}

/** Labels every feature and writes nothing. @param progress is given blocks done and blocks in all */
export async function measureLabels(
  pool: Pool,
  compute: Compute,
  target: CollectionTarget,
  progress: (done: number, total: number) => void,
  nameTopic?: NameTopic,
): Promise<LabelFigures> {
  const blocks = blockCount(target.dSae);
  const { lexer, samples, evidenceOf } = await openSample(pool, compute, target, {
    progress: () => progress(0, blocks),
  });
  const features: FeatureDrafts[] = [];
  let live = 0;
  for (let block = 0; block < blocks; block++) {
    const evidence = await evidenceOf(block);
    live += evidence.filter(({ examples }) => examples.length > 0).length;
    features.push(...(await labelBlock(evidence, lexer, samples, nameTopic)));
    progress(block + 1, blocks);
  }
  const chosen = [...tellApart(features).values()];
  return {
    live,
    labelled: features.length,
    unclear: chosen.filter(({ method }) => method === "unclear").length,
    methods: meansOf(chosen),
  };
}

function meansOf(drafts: readonly LabelDraft[]): Record<string, Means> {
  const groups = new Map<string, NonNullable<LabelDraft["score"]>[]>();
  for (const { method, score } of drafts)
    for (const name of score ? [method, "all"] : []) {
      const group = groups.get(name) ?? [];
      if (score) group.push(score);
      groups.set(name, group);
    }
  return Object.fromEntries(
    [...groups].map(([name, scores]) => [
      name,
      {
        labels: scores.length,
        score: mean(scores.map((score) => meanScore(score))),
        detection: mean(scores.map(({ detection }) => detection)),
        fuzzing: mean(scores.map(({ fuzzing }) => fuzzing)),
        shuffled: mean(scores.map(({ shuffled }) => shuffled)),
      },
    ]),
  );
}

function mean(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
