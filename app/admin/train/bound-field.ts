import type { ChangeEvent } from "react";
import type { TrainingDraft } from "./draft";

/** Fields that hold what was typed or chosen as it stands. */
export type TypedField = Exclude<keyof TrainingDraft, "keep" | "architecture" | "initial" | "schedule">;

/** What ties an input to a field of the draft. */
export const boundTo = (
  draft: TrainingDraft,
  set: (change: Partial<TrainingDraft>) => void,
  field: TypedField,
) => ({
  value: draft[field],
  onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
    set({ [field]: event.target.value }),
});
