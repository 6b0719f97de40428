"use client";

import { useRouter } from "next/navigation";
import { useState, type ChangeEvent } from "react";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { SelectField } from "@/app/components/forms/select-field";
import { TextField } from "@/app/components/forms/text-field";
import { useCall } from "@/app/components/forms/use-call";
import { server } from "@/app/trpc/client";
import { formatBytes, formatCount } from "@/domain/format";
import { trainingHooks } from "@/domain/training";
import { trainingRunUrl } from "@/domain/urls";
import type { MeasuredRate, TrainableModel } from "@/server/queries/training";
import { describeTime, draftFor, requestOf, type Draft } from "./draft";

interface Props {
  models: readonly [TrainableModel, ...TrainableModel[]];
  rates: readonly MeasuredRate[];
}

const ARCHITECTURES: { value: Draft["architecture"]; name: string }[] = [
  { value: "batchtopk", name: "BatchTopK" },
  { value: "topk", name: "TopK" },
  { value: "relu", name: "ReLU" },
];
const BEGINNINGS: { value: Draft["initial"]; name: string }[] = [
  { value: "random", name: "random directions" },
  { value: "data", name: "directions from the text" },
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
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const bind = (field: Exclude<keyof Draft, "keep" | "architecture" | "initial">) => ({
    value: draft[field],
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) =>
      set({ [field]: event.target.value }),
  });
  const number = (field: "features" | "k" | "steps" | "batch" | "seed", min = 1) => ({
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
        <SelectField
          label="Architecture"
          hint="How active features are chosen: BatchTopK takes the strongest of a whole batch, TopK of each token, ReLU all above zero."
          options={ARCHITECTURES}
          value={draft.architecture}
          onChange={({ target }) => {
            const next = ARCHITECTURES.find(({ value }) => value === target.value);
            if (next) set({ architecture: next.value });
          }}
        />
        {relu ? (
          <TextField
            label="Sparsity penalty"
            hint="Weight of the sum of activations; more makes fewer features active."
            type="number"
            min={0}
            step="any"
            required
            {...bind("l1")}
          />
        ) : (
          <TextField
            label="k"
            hint="Active features a token: fewer are easier to read, more rebuild the stream better."
            {...number("k")}
          />
        )}
        <TextField label="Steps" hint="More steps fit better, up to a point." {...number("steps")} />
      </div>
      <details>
        <summary className="cursor-pointer font-medium">More</summary>
        <div className="mt-3 grid gap-4 sm:grid-cols-2">
          <TextField label="Batch" hint="Tokens of one step." {...number("batch")} />
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
          />
          <TextField
            label="Matryoshka prefixes"
            hint="Such as 256, 768: so many first features rebuild the stream on their own too, which keeps general ones general."
            placeholder="none"
            {...bind("prefixes")}
          />
          <SelectField
            label="Features begin at"
            hint="From the text: each feature begins along the activation of a token that the seed draws."
            options={BEGINNINGS}
            value={draft.initial}
            onChange={({ target }) => {
              const next = BEGINNINGS.find(({ value }) => value === target.value);
              if (next) set({ initial: next.value });
            }}
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
                {corpus && `, ${formatBytes(2 * corpus.tokens * model.width)} on the worker's disk`}: the text
                is read once and trained on many times.
              </span>
            </span>
          </label>
        </div>
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
