import type { ShownStep } from "@/server/procedures/steer/run-view";

export interface RunComparison {
  same: boolean;
  /** In words. */
  says: string;
}

/** Whether a text that was written again is the first one, token for token; null while it is being written. */
export function compareRuns(
  first: { steps: readonly ShownStep[]; engine: string | null; over: boolean },
  again: { steps: readonly ShownStep[]; engine: string | null; over: boolean },
): RunComparison | null {
  const ids = (step: ShownStep | undefined) => step?.map((token) => token?.id ?? "–").join(" ");
  const common = Math.min(first.steps.length, again.steps.length);
  for (let step = 0; step < common; step++) {
    if (ids(first.steps[step]) === ids(again.steps[step])) continue;
    const engines =
      first.engine === again.engine
        ? `both were written by ${first.engine ?? "an unknown engine"}`
        : `the first was written by ${first.engine ?? "an unknown engine"}, this one by ${again.engine ?? "another"}`;
    return { same: false, says: `It parts from the first text at token ${step + 1}: ${engines}.` };
  }
  if (!again.over || !first.over) return null;
  if (first.steps.length > again.steps.length)
    return {
      same: false,
      says: `It ends ${first.steps.length - again.steps.length} tokens before the first text.`,
    };
  if (first.steps.length < again.steps.length)
    return {
      same: true,
      says: `Same text as far as the first one goes, ${common} tokens; that one was stopped.`,
    };
  return { same: true, says: `Same text, token for token (${common} steps, ${again.engine ?? ""}).` };
}
