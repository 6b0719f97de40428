import type { Metadata } from "next";
import Form from "next/form";
import { Suspense } from "react";
import { ProblemView } from "@/app/components/problem-view";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { ShareButton } from "@/app/components/share/share-button";
import { Shell } from "@/app/components/shell";
import { TRACE_LIMITS } from "@/domain/attribution";
import { traceUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import { ChainSection } from "./chain-section";
import { TraceResult } from "./trace-result";

export const metadata: Metadata = {
  title: "Trace",
  description:
    "Which features made a language model say this and not that: by gradient, and by taking each away.",
};

/** A prompt and two answers; the features that made the difference. The address holds the whole question. */
export default async function TracePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = singleValues(await searchParams);
  const models = (await api.catalogue.list()).filter(({ saes }) => saes.length > 0);
  const [asked] = [params.sae ?? ""];
  const choices = models.flatMap(({ id, saes }) => saes.map(({ slug }) => `${id}/${slug}`));
  const preferred = models.flatMap(({ id, saes }) =>
    saes.filter(({ collection }) => (collection?.featuresActive ?? 0) > 0).map(({ slug }) => `${id}/${slug}`),
  );
  const chosen = choices.includes(asked) ? asked : (preferred[0] ?? choices[0]);
  if (!chosen)
    return (
      <Shell>
        <ProblemView
          kind="Trace"
          message="There is no SAE yet."
          hint="npm start fetches the demo model and its SAEs."
        />
      </Shell>
    );
  const [model = "", sae = ""] = chosen.split("/");
  const prompt = params.prompt ?? "";
  const without = (params.without ?? "")
    .split(",")
    .filter((text) => /^\d{1,9}$/.test(text))
    .map(Number);
  const isChained = params.chain === "1";
  const question = {
    model,
    sae,
    prompt,
    answers: [params.a ?? "", params.b ?? ""] as [string, string],
    without,
  };
  return (
    <Shell>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <h1>Why this word and not that one?</h1>
        {prompt !== "" && <ShareButton />}
      </div>
      <p className="mt-1 max-w-[72ch] text-soft">
        Give a beginning and two words that could come next. Every feature that is active is taken away once,
        to see how much it mattered for the choice.
      </p>
      <Form
        action="/trace"
        className="card mt-5 grid grid-cols-[minmax(0,1fr)] gap-3 sm:grid-cols-[1fr_110px_110px_190px_auto] sm:items-end"
        prefetch={false}
      >
        <label>
          <span className="mb-0.5 block text-xs text-soft">Prompt</span>
          <input
            name="prompt"
            required
            defaultValue={prompt}
            maxLength={TRACE_LIMITS.promptCharacters}
            placeholder="The dog was very"
            autoComplete="off"
            className="field w-full text-[15px] sm:text-sm"
          />
        </label>
        {(["a", "b"] as const).map((name, i) => (
          <label key={name}>
            <span className="mb-0.5 block text-xs text-soft">{i === 0 ? "This word" : "not that"}</span>
            <input
              name={name}
              defaultValue={params[name] ?? ""}
              maxLength={TRACE_LIMITS.answerCharacters}
              placeholder={i === 0 ? "likeliest" : "second"}
              autoComplete="off"
              className="field w-full"
            />
          </label>
        ))}
        <label>
          <span className="mb-0.5 block text-xs text-soft">SAE</span>
          <select name="sae" defaultValue={chosen} className="field w-full">
            {choices.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <button type="submit" className="control control-primary">
          Trace
        </button>
      </Form>
      {prompt.trim() !== "" && (
        <Suspense
          key={JSON.stringify(question)}
          fallback={
            <div
              className="skeleton mt-5 min-h-96"
              role="img"
              aria-label="Taking each feature away, one by one"
            />
          }
        >
          <TraceResult question={question} sae={chosen} isChained={isChained} />
        </Suspense>
      )}
      {prompt.trim() !== "" && (
        <ChainSection
          question={{ model, sae, prompt, without }}
          isAsked={isChained}
          back={(params.back ?? "").split(",")}
          url={traceUrl({ ...params, chain: "1" })}
        />
      )}
    </Shell>
  );
}
