import type { Metadata } from "next";
import Form from "next/form";
import Link from "next/link";
import { ExampleList } from "@/app/components/activation-text/example-list";
import { ProblemNote } from "@/app/components/forms/problem-note";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { ShareButton } from "@/app/components/share/share-button";
import { Shell } from "@/app/components/shell";
import { FeatureFacts } from "@/app/[model]/[sae]/[index]/feature-facts";
import { FeatureHeading } from "@/app/[model]/[sae]/[index]/feature-heading";
import { LogitsPanel } from "@/app/[model]/[sae]/[index]/logits-panel";
import { isUnfinished } from "@/domain/collection-progress";
import { FeaturescopeError } from "@/domain/errors";
import { compareUrl, featureUrl, parseFeatureReference } from "@/domain/urls";
import { api } from "@/server/caller";
import { problemOf, type Problem } from "@/server/errors";

export const metadata: Metadata = {
  title: "Two features side by side",
  description:
    "Two features of a language model beside each other: labels, figures, effects and strongest examples.",
};

const EXAMPLES = 10;
const WINDOW = 12;
const SIDES = ["a", "b"] as const;

/** Two features beside each other; the address names both: ?a=stories15m/3-res-4k/12&b=stories15m/3-res-4k/40. */
export default async function ComparePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = singleValues(await searchParams);
  const sides = await Promise.all(SIDES.map((side) => load(params[side])));
  const both = sides.every((side) => side !== null && "dashboard" in side);
  return (
    <Shell>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <h1>Two features side by side</h1>
        {both && (
          <div className="flex gap-2">
            <Link href={compareUrl(params.b, params.a)} prefetch={false} className="control">
              Swap
            </Link>
            <ShareButton />
          </div>
        )}
      </div>
      <Form action="/compare" prefetch={false} className="mt-3 flex flex-wrap items-end gap-3">
        {SIDES.map((side) => (
          <label key={params[side] ?? side} className="min-w-0 flex-1 basis-64">
            <span className="mb-0.5 block text-xs text-soft">
              {side === "a" ? "One feature" : "and another"}
            </span>
            <input
              name={side}
              required
              defaultValue={params[side] ?? ""}
              placeholder="model/sae/number"
              autoComplete="off"
              spellCheck={false}
              maxLength={300}
              className="field w-full"
            />
          </label>
        ))}
        <button type="submit" className="control control-primary">
          Compare
        </button>
      </Form>
      <div className="mt-6 grid grid-cols-[minmax(0,1fr)] gap-x-7 gap-y-10 md:grid-cols-2">
        {sides.map((side, i) => (
          <section key={i} aria-label={i === 0 ? "One feature" : "The other feature"} className="min-w-0">
            {side === null ? (
              <p className="text-soft">Name a feature above, such as the address of its page.</p>
            ) : "problem" in side ? (
              <ProblemNote problem={side.problem} />
            ) : (
              <Side {...side} />
            )}
          </section>
        ))}
      </div>
    </Shell>
  );
}

function Side({ dashboard, labels }: Loaded) {
  const { address, sae, statistics, top } = dashboard;
  const waiting = sae.collection !== null && isUnfinished(sae.collection.state);
  return (
    <>
      <Link href={featureUrl(address)} prefetch={false} className="link text-[13px]">
        {address.model} › {address.sae} › {address.index}
      </Link>
      <FeatureHeading index={address.index} labels={labels} level="h2" />
      <FeatureFacts dashboard={dashboard} />
      <LogitsPanel statistics={statistics} waiting={waiting} />
      <h3 className="mt-5 mb-1 font-semibold">Strongest examples</h3>
      {top.length === 0 ? (
        <p className="text-soft">
          {waiting ? "No examples yet: workers are reading." : "It has no examples."}
        </p>
      ) : (
        <ExampleList
          examples={top.slice(0, EXAMPLES)}
          max={statistics?.max ?? 0}
          window={WINDOW}
          breaks={false}
        />
      )}
    </>
  );
}

type Loaded = Awaited<ReturnType<typeof read>>;

async function read(address: { model: string; sae: string; index: string }) {
  const [dashboard, labels] = await Promise.all([api.feature.get(address), api.label.list(address)]);
  return { dashboard, labels };
}

/** Null where the address names nothing on this side. */
async function load(text: string | undefined): Promise<Loaded | { problem: Problem } | null> {
  if (text === undefined || text.trim() === "") return null;
  const reference = parseFeatureReference(text);
  try {
    if (!reference?.model || !reference.sae)
      throw new FeaturescopeError(
        "BAD_INPUT",
        `“${text.slice(0, 100)}” does not name a feature.`,
        "Write model/sae/number, or paste the address of its page.",
      );
    const { model, sae, index } = reference;
    return await read({ model, sae, index: String(index) });
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code === "INTERNAL" || problem.code === "DATABASE") throw error;
    return { problem };
  }
}
