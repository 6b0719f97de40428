import { CHAIN_LIMITS, type ChainAnswer, type Rewrite } from "@/domain/chain";
import { Random } from "@/domain/random";
import { drawEqualSets, normOf } from "./equal-sets";
import { findNecessarySet, TIE, type Deletable } from "./find-set";

/** Of the random sets: the same question is always compared with the same ones. */
const SEED = 15;

/** An activation that can be taken away; sets name it by its number in the list of all. */
export interface Activation {
  at: number;
  feature: number;
  value: number;
  /** Length of what it adds to the stream: activation times length of the feature's direction. */
  norm: number;
}

/** A prompt that is open for deletion. */
export interface OpenPrompt {
  /** BOS first. */
  ids: number[];
  activations: Activation[];
  /** How far the predicted token is ahead of the second, in logits. */
  margin: number;
}

/** What the search asks of the engine about one prompt. */
export interface PromptDeletions extends Deletable {
  open(): Promise<OpenPrompt>;
  rewrite(removed: readonly number[]): Promise<Rewrite>;
}

/**
 * The fewest activations without which the prompt's next token would be another, as far as greedy deletion finds them,
 * beside random sets of the same size and norm.
 * @param onDeleted told how many are deleted so far
 */
export async function searchChain(
  prompt: PromptDeletions,
  onDeleted?: (count: number) => void,
): Promise<ChainAnswer> {
  const { ids, activations, margin } = await prompt.open();
  const found = await findNecessarySet(prompt, {
    ...{ margin, most: CHAIN_LIMITS.members },
    ...(onDeleted ? { onDeleted } : {}),
  });
  const places = found.members
    .map((member) => ({ ...pick(activations, member), member }))
    .sort((a, b) => a.at - b.at || a.feature - b.feature);
  const members = places.map(({ at, feature, value }) => ({ at, feature, value }));
  const norms = activations.map(({ norm }) => norm);
  const sets = found.changed
    ? drawEqualSets(norms, found.members, {
        ...{ sets: CHAIN_LIMITS.randomSets, random: new Random(SEED) },
      })
    : [];
  const margins = await prompt.margins(sets);
  const mean = sets.reduce((sum, set) => sum + normOf(norms, set), 0) / sets.length;
  return {
    ids,
    activations: activations.length,
    trials: found.trials,
    changed: found.changed,
    members,
    whole: await prompt.rewrite([]),
    without: await prompt.rewrite(found.members),
    random:
      sets.length === 0
        ? null
        : {
            sets: sets.length,
            changed: margins.filter((margin) => margin < -TIE).length,
            norm: mean / normOf(norms, found.members),
          },
  };
}

function pick(activations: readonly Activation[], member: number): Activation {
  const found = activations[member];
  if (!found) throw new Error(`There is no activation ${member}.`);
  return found;
}
