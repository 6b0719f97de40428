import { z } from "zod";
import { RULE_METHODS } from "@/domain/labels";
import type { ProgramLabel } from "@/prisma/labels";

const draft = z.object({
  text: z.string(),
  method: z.enum(RULE_METHODS),
  /** How well it fits the training windows, worth counted in: the larger is said. */
  value: z.number(),
  score: z
    .object({
      detection: z.number(),
      fuzzing: z.number().nullable(),
      windows: z.number(),
      judge: z.string(),
      shuffled: z.number().nullable(),
    })
    .nullable(),
});
/** Something that a feature's label could say. */
export type LabelDraft = z.infer<typeof draft>;

/** What a block's features could be called, the best first; those that cannot be labelled are left out. */
export const blockDrafts = z.array(z.object({ feature: z.number().int(), drafts: z.array(draft).min(1) }));
export type FeatureDrafts = z.infer<typeof blockDrafts>[number];

/**
 * The draft that each feature is called by, so that no two share one as long as they have others to say: every feature asks
 * for its best; of those that ask for the same the one that it fits best has it, and the others go on to their next. A
 * feature whose drafts are all taken shares its first. (Gale and Shapley 1962: the outcome does not depend on who asks when.)
 */
export function tellApart(features: readonly FeatureDrafts[]): Map<number, LabelDraft> {
  const holders = new Map<string, { of: FeatureDrafts; at: number }>();
  const left: { of: FeatureDrafts; at: number }[] = features.map((of) => ({ of, at: 0 })).reverse();
  const chosen = new Map<number, LabelDraft>();
  for (let asking = left.pop(); asking; asking = left.pop()) {
    const wanted = asking.of.drafts[asking.at];
    if (!wanted) {
      const first = asking.of.drafts[0];
      if (first) chosen.set(asking.of.feature, first);
      continue;
    }
    const holder = holders.get(wanted.text);
    if (holder && !isBefore(asking, holder)) left.push({ ...asking, at: asking.at + 1 });
    else {
      holders.set(wanted.text, asking);
      if (holder) left.push({ ...holder, at: holder.at + 1 });
    }
  }
  for (const { of, at } of holders.values()) {
    const draft = of.drafts[at];
    if (draft) chosen.set(of.feature, draft);
  }
  return chosen;
}

function isBefore(a: { of: FeatureDrafts; at: number }, b: { of: FeatureDrafts; at: number }): boolean {
  const difference = (a.of.drafts[a.at]?.value ?? 0) - (b.of.drafts[b.at]?.value ?? 0);
  return difference === 0 ? a.of.feature < b.of.feature : difference > 0;
}

/** As it is written into the database. */
export const labelOf = (feature: number, { text, method: by, score }: LabelDraft): ProgramLabel => ({
  feature,
  text,
  method: by,
  source: null,
  score,
});
