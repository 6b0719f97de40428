"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { SelectField } from "@/app/components/forms/select-field";
import { TextField } from "@/app/components/forms/text-field";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { formatCount } from "@/domain/format";
import { trainingHooks } from "@/domain/training";
import { trainingRunUrl } from "@/domain/urls";
import type { MeasuredRate, TrainableModel } from "@/server/procedures/training/queries";
import { boundTo, type TypedField } from "./bound-field";
import { ChoiceField, type Choice } from "@/app/components/forms/choice-field";
import { describeTime, draftFor, requestOf, takesK, type TrainingDraft } from "./draft";
import { MoreFields } from "./more-fields";

interface Props {
  models: readonly [TrainableModel, ...TrainableModel[]];
  rates: readonly MeasuredRate[];
}

const ARCHITECTURES: readonly Choice<TrainingDraft["architecture"]>[] = [
  { value: "batchtopk", name: "BatchTopK" },
  { value: "topk", name: "TopK" },
  { value: "jumprelu", name: "JumpReLU" },
  { value: "relu", name: "ReLU" },
];
const named = (value: string) => ({ value, name: value });

/** What a run is asked for, with a sentence on each choice and how long it will take. */
export function TrainForm({ models, rates }: Props) {
  const router = useRouter();
  const [draft, setDraft] = useState(() => draftFor(models[0]));
  const model = models.find(({ id }) => id === draft.model) ?? models[0];
  const corpus = model.corpora.find(({ slug }) => slug === draft.corpus);
  const { run, busy, problem } = useCall(async () => {
    const { id } = await server.training.start.mutate(requestOf(draft));
    router.push(trainingRunUrl(id));
  });
  const set = (change: Partial<TrainingDraft>) => setDraft({ ...draft, ...change });
  const bind = (field: TypedField) => boundTo(draft, set, field);
  const number = (field: TypedField, min = 1) => ({
    ...bind(field),
    ...{ type: "number", min, required: true },
  });
  const relu = draft.architecture === "relu";
  return (
    <form
      className="space-y-4"
      aria-label="Train an SAE"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <SelectField
        label="Language model"
        hint="Whose activations are taken apart."
        options={models.map(({ id }) => named(id))}
        value={draft.model}
        onChange={({ target }) => {
          const next = models.find(({ id }) => id === target.value);
          if (next) setDraft(draftFor(next));
        }}
      />
      <SelectField
        label="Corpus"
        hint={
          corpus &&
          `${corpus.title}: ${formatCount(corpus.tokens)} tokens. The last 256 passages are kept out of training, to measure on.`
        }
        options={model.corpora.map(({ slug }) => named(slug))}
        {...bind("corpus")}
      />
      <SelectField
        label="Hook"
        hint="The residual stream after this block. Early blocks are close to the words read, late ones to the next word."
        options={trainingHooks(model.layers).map(named)}
        {...bind("hook")}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Features"
          hint={`Width of the dictionary. ${formatCount(8 * model.width)} is eight times the model's width.`}
          {...number("features", 4)}
          step={4}
        />
        <ChoiceField
          label="Architecture"
          hint="How active features are chosen: BatchTopK takes the strongest of a whole batch, TopK of each token, JumpReLU those above a threshold that each feature learns, ReLU all above zero."
          options={ARCHITECTURES}
          value={draft.architecture}
          onChoose={(architecture) => set({ architecture })}
        />
        {takesK(draft) ? (
          <TextField
            label="k"
            hint="Active features a token: fewer are easier to read, more rebuild the stream better."
            {...number("k")}
          />
        ) : (
          <TextField
            label="Sparsity penalty"
            hint={`Weight of the ${relu ? "sum of activations" : "number of active features"}; more makes fewer features active.`}
            type="number"
            min={0}
            step="any"
            required
            {...bind(relu ? "l1" : "l0")}
          />
        )}
        <TextField label="Steps" hint="More steps fit better, up to a point." {...number("steps")} />
      </div>
      <details>
        <summary className="cursor-pointer font-medium">More</summary>
        <MoreFields draft={draft} set={set} diskBytes={corpus && 2 * corpus.tokens * model.width} />
      </details>
      <p role="status" className="text-soft">
        {describeTime(draft, rates)}
      </p>
      <ProblemNote problem={problem} />
      <button type="submit" className="control control-primary" disabled={busy}>
        Train
      </button>
    </form>
  );
}
