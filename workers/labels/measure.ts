/**
 * How good the labels of a collection are, method by method, and what labels of other features would reach on the same
 * held-out windows: a score that a shuffled label also reaches says nothing.
 */
import type { Pool } from "pg";
import { Random } from "@/domain/random";
import { meanScore } from "@/prisma/labels";
import type { Compute } from "../compute/api";
import type { CollectionTarget } from "../dashboards/collection-target";
import { blockCount } from "../dashboards/shard-activations";
import { labelFeature, type LabelledFeature } from "./label-feature";
import { openSample } from "./open-sample";
import { compileRule } from "./rules";
import { scoreOf, tally } from "./score";
import type { Lexer } from "./text-view";

export interface Means {
  labels: number;
  score: number;
  detection: number;
  fuzzing: number;
}

export interface LabelFigures {
  /** Features active anywhere in the collection, and those of them with enough examples on both sides. */
  live: number;
  labelled: number;
  /** "token", ..., and "best": each feature's best-scored label. */
  methods: Record<string, Means>;
  /** The same labels, each on the windows of another feature drawn at random. */
  shuffled: Record<string, Means>;
}

const SEED = 1;

/** Labels every feature and writes nothing. @param progress is given blocks done and blocks in all */
export async function measureLabels(
  pool: Pool,
  compute: Compute,
  target: CollectionTarget,
  progress: (done: number, total: number) => void,
): Promise<LabelFigures> {
  const blocks = blockCount(target.dSae);
  const { lexer, samples, evidenceOf } = await openSample(pool, compute, target, {
    progress: () => progress(0, blocks),
  });
  const labelled: LabelledFeature[] = [];
  let live = 0;
  for (let block = 0; block < blocks; block++) {
    for (const evidence of await evidenceOf(block)) {
      if (evidence.examples.length > 0) live++;
      const found = labelFeature(evidence, lexer, samples);
      if (found) labelled.push(found);
    }
    progress(block + 1, blocks);
  }
  const others = Uint32Array.from(labelled, (_, i) => i);
  new Random(SEED).shuffle(others);
  return {
    live,
    labelled: labelled.length,
    methods: meansOf(labelled, lexer, (_, i) => i),
    shuffled: meansOf(labelled, lexer, (_, i) =>
      others[i] === i ? (i + 1) % others.length : (others[i] ?? i),
    ),
  };
}

/** @param on the feature on whose windows a feature's labels are scored */
function meansOf(
  labelled: readonly LabelledFeature[],
  lexer: Lexer,
  on: (feature: LabelledFeature, i: number) => number,
): Record<string, Means> {
  const sums = new Map<string, Means & { fuzzed: number }>();
  const add = (method: string, { detection, fuzzing }: { detection: number; fuzzing: number | null }) => {
    const sum = sums.get(method) ?? { labels: 0, score: 0, detection: 0, fuzzing: 0, fuzzed: 0 };
    sum.labels++;
    sum.score += meanScore({ detection, fuzzing }) ?? 0;
    sum.detection += detection;
    if (fuzzing !== null) {
      sum.fuzzing += fuzzing;
      sum.fuzzed++;
    }
    sums.set(method, sum);
  };
  labelled.forEach((feature, i) => {
    const windows = labelled[on(feature, i)]?.heldOut;
    if (!windows) return;
    const own = (label: LabelledFeature["labels"][number]) => meanScore(label.score) ?? 0;
    const best = feature.labels.toSorted((a, b) => own(b) - own(a))[0];
    for (const label of feature.labels) {
      const score = scoreOf(tally(compileRule(label.rule, lexer), windows), "rule");
      if (!score) continue;
      add(label.method, score);
      if (label === best) add("best", score);
    }
  });
  return Object.fromEntries(
    [...sums].map(([method, { labels, score, detection, fuzzing, fuzzed }]) => [
      method,
      { labels, score: score / labels, detection: detection / labels, fuzzing: fuzzing / fuzzed },
    ]),
  );
}
