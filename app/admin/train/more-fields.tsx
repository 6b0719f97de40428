import { TextField } from "@/app/components/forms/text-field";
import { formatBytes } from "@/domain/format";
import { boundTo, type TypedField } from "./bound-field";
import { ChoiceField, type Choice } from "@/app/components/forms/choice-field";
import { takesK, type TrainingDraft } from "./draft";

const SCHEDULES: readonly Choice<TrainingDraft["schedule"]>[] = [
  { value: "linear", name: "falls in a line" },
  { value: "cosine", name: "falls along a cosine" },
  { value: "constant", name: "stays as it is" },
];
const BEGINNINGS: readonly Choice<TrainingDraft["initial"]>[] = [
  { value: "random", name: "random directions" },
  { value: "data", name: "directions from the text" },
];

interface Props {
  draft: TrainingDraft;
  set: (change: Partial<TrainingDraft>) => void;
  /** What kept activations of the chosen corpus take; undefined while none is chosen. */
  diskBytes: number | undefined;
}

/** What can be left as it is, of the architecture that is chosen. */
export function MoreFields({ draft, set, diskBytes }: Props) {
  const bind = (field: TypedField) => boundTo(draft, set, field);
  const number = (field: TypedField, min = 1) => ({ ...bind(field), ...{ type: "number", min } });
  return (
    <div className="mt-3 grid gap-4 sm:grid-cols-2">
      <TextField label="Batch" hint="Tokens of one step." {...number("batch")} required />
      <TextField
        label="Learning rate"
        hint="After the warm-up. Empty: 2e-4 / √(features / 16,384)."
        type="number"
        min={0}
        step="any"
        {...bind("rate")}
      />
      <TextField
        label="Seed"
        hint="Another seed begins at other directions; the same one comes to the same weights."
        {...number("seed", 0)}
        required
      />
      <TextField
        label="Matryoshka prefixes"
        hint="Such as 256, 768: so many first features rebuild the stream on their own too, which keeps general ones general."
        placeholder="none"
        {...bind("prefixes")}
      />
      {takesK(draft) ? (
        <>
          <TextField
            label="k at the first step"
            hint="From which it falls to k, so that more features learn at first. Empty: k throughout."
            {...number("kFrom")}
          />
          <TextField
            label="Steps until k is reached"
            hint="Over which it falls."
            {...number("kAnneal")}
            required={draft.kFrom.trim() !== ""}
          />
        </>
      ) : (
        <TextField
          label="Sparsity warm-up"
          hint="Steps over which the penalty rises from 0, so that features do not die at first. Empty: none."
          {...number("sparsityWarmup", 0)}
        />
      )}
      {draft.architecture === "jumprelu" && (
        <TextField
          label="Bandwidth"
          hint="How near its threshold an activation has to be to move it. Wider is steadier, narrower more exact."
          type="number"
          min={0}
          step="any"
          required
          {...bind("bandwidth")}
        />
      )}
      <ChoiceField
        label="Learning rate at the end"
        hint="How it falls over the last fifth of the steps."
        options={SCHEDULES}
        value={draft.schedule}
        onChoose={(schedule) => set({ schedule })}
      />
      <ChoiceField
        label="Features begin at"
        hint="From the text: each feature begins along the activation of a token that the seed draws."
        options={BEGINNINGS}
        value={draft.initial}
        onChoose={(initial) => set({ initial })}
      />
      <label className="flex items-start gap-2 sm:col-span-2">
        <input
          type="checkbox"
          className="mt-1"
          checked={draft.keep}
          onChange={({ target }) => set({ keep: target.checked })}
        />
        <span>
          Keep activations on disk
          <span className="block text-xs text-soft">
            In half precision
            {diskBytes !== undefined && `, ${formatBytes(diskBytes)} on the worker's disk`}: the text is read
            once and trained on many times.
          </span>
        </span>
      </label>
    </div>
  );
}
