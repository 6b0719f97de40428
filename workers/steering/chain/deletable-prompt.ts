/**
 * A prompt out of whose stream single activations (a feature at a token) can be taken at an SAE's hook, the SAE's error
 * kept. Layers before the hook have run once, when it was read.
 */
import { CHAIN_LIMITS, type Rewrite } from "@/domain/chain";
import { logSoftmax, mostProbable } from "../distribution";
import type { Deleter } from "./deleter";
import type { Activation, OpenPrompt, PromptDeletions } from "./find-chain";

/**
 * Activations that are really tried at every step of a search, the most promising by gradient: as many as the engine reads
 * in one go, within these bounds.
 */
const SHORTLIST = { least: 8, most: 24 };

interface Base {
  ids: number[];
  without: readonly number[];
  x: Float32Array;
  activations: Activation[];
  /** With nothing taken away, [V]. */
  logits: Float32Array;
}

/** Sets of activations name them by their number. */
export class DeletablePrompt implements PromptDeletions {
  /** The token that the model predicts. */
  private readonly expected: number;

  private constructor(
    private readonly deleter: Deleter,
    private readonly base: Base,
  ) {
    this.expected = largest(base.logits, -1);
  }

  /** @param ids BOS first, and one token at least @param without features that are gone at every token beforehand */
  static async read(
    deleter: Deleter,
    ids: readonly number[],
    without: readonly number[],
  ): Promise<DeletablePrompt> {
    const { x, features } = await deleter.stream(ids, without);
    const activations = deleter.activationsOf(features, ids.length);
    const [logits] = await deleter.logits([x], ids);
    return new DeletablePrompt(deleter, { ids: [...ids], without, x, activations, logits: logits ?? x });
  }

  open(): Promise<OpenPrompt> {
    const { ids, activations, logits } = this.base;
    return Promise.resolve({ ids, activations, margin: this.margin(logits) });
  }

  /** Activations that bring the predicted token down most against the best other one, by gradient at the edited stream. */
  async shortlist(removed: readonly number[]): Promise<number[]> {
    const { ids, activations } = this.base;
    const x = this.without(removed);
    const [logits = this.base.logits] = await this.deleter.logits([x], ids);
    const other = largest(logits, this.expected);
    const slopes = await this.deleter.slopes(x, ids, this.expected, other);
    const gone = new Set(removed);
    const { least, most } = SHORTLIST;
    const count = Math.min(most, Math.max(least, this.deleter.streamsAtOnce(ids.length)));
    return activations
      .map(({ at, feature, value }, i) => ({
        i,
        fall: value * (slopes[at * this.deleter.features + feature] ?? 0),
      }))
      .filter(({ i }) => !gone.has(i))
      .sort((a, b) => b.fall - a.fall)
      .slice(0, count)
      .map(({ i }) => i);
  }

  async margins(sets: readonly (readonly number[])[]): Promise<number[]> {
    const streams = sets.map((set) => this.without(set));
    const logits = await this.deleter.logits(streams, this.base.ids);
    return logits.map((one) => this.margin(one));
  }

  /** What the model says then, and goes on with; what it has written itself is left as it is. */
  async rewrite(removed: readonly number[]): Promise<Rewrite> {
    const { without } = this.base;
    const [first = this.base.logits] = await this.deleter.logits([this.without(removed)], this.base.ids);
    const log = logSoftmax(first);
    const ids = [...this.base.ids];
    const written: number[] = [];
    for (let logits = first; ;) {
      const next = largest(logits, -1);
      written.push(next);
      ids.push(next);
      const full = ids.length >= this.deleter.mostTokens;
      if (written.length === CHAIN_LIMITS.written || this.deleter.ends(next) || full) break;
      const { x } = await this.deleter.stream(ids, without);
      [logits = first] = await this.deleter.logits(
        [this.deleter.subtract(x, this.activationsOf(removed))],
        ids,
      );
    }
    return {
      top: mostProbable(log, CHAIN_LIMITS.top),
      expected: Math.exp(log[this.expected] ?? NaN),
      written,
    };
  }

  private without(removed: readonly number[]): Float32Array {
    return this.deleter.subtract(this.base.x.slice(), this.activationsOf(removed));
  }

  private activationsOf(members: readonly number[]): Activation[] {
    return members.flatMap((member) => this.base.activations[member] ?? []);
  }

  private margin(logits: Float32Array): number {
    return (logits[this.expected] ?? NaN) - (logits[largest(logits, this.expected)] ?? NaN);
  }
}

/** The id of the largest logit but `except`; of equal ones the smallest, as in `mostProbable`. */
function largest(logits: Float32Array, except: number): number {
  let best = except === 0 ? 1 : 0;
  for (let id = 0; id < logits.length; id++)
    if (id !== except && (logits[id] ?? NaN) > (logits[best] ?? NaN)) best = id;
  return best;
}
