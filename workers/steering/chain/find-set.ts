/** The search for a small set whose deletion changes a prediction: greedy, by true deletion, then pruned. */

/**
 * Margins nearer to 0 than this, in logits, are rounding: how many texts share a batch moves the last digits. A
 * prediction counts as changed only beyond it.
 */
export const TIE = 1e-3;

/** Something that can be deleted from, members named by number. */
export interface Deletable {
  /** Members worth trying next, when `removed` are gone already; an estimate may choose them. */
  shortlist(removed: readonly number[]): Promise<readonly number[]>;
  /** What each set's deletion really leads to: how far the prediction is ahead of the best other one. */
  margins(sets: readonly (readonly number[])[]): Promise<readonly number[]>;
}

export interface FoundSet {
  members: number[];
  /** Without the members; the prediction is another where it is below -TIE. */
  margin: number;
  changed: boolean;
  /** Sets that were really deleted. */
  trials: number;
}

/**
 * Deletes whatever leaves the least margin, one after another, until the prediction is another; then puts back whatever
 * was not needed, so that no member of the set found could be left in. A step may leave the margin as it was: causes that
 * stand in for each other show only once all are gone. Where `most` deletions leave the prediction as it is, the set that
 * came nearest is given with `changed` false.
 * @param margin with nothing deleted
 */
export async function findNecessarySet(
  deletable: Deletable,
  { margin, most, onDeleted }: { margin: number; most: number; onDeleted?: (count: number) => void },
): Promise<FoundSet> {
  let trials = 0;
  const best = async (sets: readonly (readonly number[])[]): Promise<Step> => {
    const margins = await deletable.margins(sets);
    trials += sets.length;
    const least = margins.reduce((least, one, i) => (one < (margins[least] ?? NaN) ? i : least), 0);
    return { members: [...(sets[least] ?? [])], margin: margins[least] ?? Infinity };
  };
  let step: Step = { members: [], margin };
  let nearest = step;
  while (step.margin >= -TIE && step.members.length < most) {
    const { members } = step;
    const candidates = await deletable.shortlist(members);
    if (candidates.length === 0) break;
    step = await best(candidates.map((candidate) => [...members, candidate]));
    if (step.margin < nearest.margin) nearest = step;
    onDeleted?.(step.members.length);
  }
  const changed = nearest.margin < -TIE;
  while (changed && nearest.members.length > 1) {
    const { members } = nearest;
    const smaller = await best(members.map((_, left) => members.filter((_, i) => i !== left)));
    if (smaller.margin >= -TIE) break;
    nearest = smaller;
  }
  return { ...nearest, changed, trials };
}

interface Step {
  members: number[];
  margin: number;
}
