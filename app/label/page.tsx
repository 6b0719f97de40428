import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { ExampleList } from "@/app/components/activation-text/example-list";
import { ProblemView } from "@/app/components/problem-view";
import { singleValues, type SearchParams } from "@/app/components/search-params";
import { Shell } from "@/app/components/shell";
import { hasRole } from "@/domain/accounts";
import { formatActivation, formatPercent } from "@/domain/format";
import { pieceLabel } from "@/domain/tokens";
import {
  featureUrl,
  labelUrl,
  parseFeatureReference,
  signInUrl,
  type FeatureAddress,
  type SaeAddress,
} from "@/domain/urls";
import { runAs } from "@/server/platform/access/viewer";
import { resolveFeature, resolveSae } from "@/server/addresses";
import { api, pageViewer } from "@/server/caller";
import { problemOf, type Problem } from "@/server/errors";
import { FlowForm } from "./flow-form";

export const metadata: Metadata = { title: "Label features", robots: { index: false } };

const TOP = 6;
const EACH_BAND = 1;
const PROMOTED = 6;

/** One feature after the other, each with what is needed to say what it stands for, without the mouse. */
export default async function LabelPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = singleValues(await searchParams);
  const within = saeOf(params.in);
  const address = featureOf(params.feature);
  const { user } = await pageViewer();
  if (!user) redirect(signInUrl(labelUrl({ within, feature: address })));
  if (!hasRole(user.role, "annotator"))
    return (
      <Shell within={within}>
        <ProblemView
          kind="Not for this account"
          message="Your account can read, but not write labels."
          hint="An administrator can allow it to."
        />
      </Shell>
    );
  const missing = await problemWith(within, address);
  if (missing)
    return (
      <Shell>
        <ProblemView kind="Not found" message={missing.message} hint={missing.hint} />
      </Shell>
    );
  if (!address) {
    const next = await api.label.next({ within, except: featureOf(params.past) });
    if (next) redirect(labelUrl({ within, feature: next }));
    return (
      <Shell within={within}>
        <ProblemView
          kind="Done"
          message="There is nothing left for you to label here."
          hint="You have labelled or voted on every feature that needs it; others may still disagree."
        />
      </Shell>
    );
  }
  const input = { ...address, index: String(address.index) };
  const [dashboard, labels] = await Promise.all([api.feature.get(input), api.label.list(input)]);
  const { statistics, top, bands } = dashboard;
  const strongest = top.slice(0, TOP);
  const samples = bands
    .toReversed()
    .flatMap((examples) =>
      examples
        .filter(({ passage }) => !strongest.some((example) => example.passage === passage))
        .slice(0, EACH_BAND),
    );
  return (
    <Shell within={address}>
      <div className="flex flex-wrap items-baseline justify-between gap-3">
        <h1>
          <Link href={featureUrl(address)} prefetch={false} className="hover:text-accent">
            {address.sae} › {address.index}
          </Link>
        </h1>
        {statistics && (
          <p className="text-soft">
            on {formatPercent(statistics.density)} of tokens · max {formatActivation(statistics.max)} ·
            promotes{" "}
            <bdi className="font-mono text-[12.5px] text-ink">
              {statistics.promoted
                .slice(0, PROMOTED)
                .map(({ piece }) => pieceLabel(piece))
                .join(" ")}
            </bdi>
          </p>
        )}
      </div>
      <FlowForm
        key={featureUrl(address)}
        address={address}
        within={within ?? null}
        labels={labels.filter(({ state }) => state !== "hidden" && state !== "withdrawn")}
      />
      {statistics ? (
        <section className="mt-5" aria-label="Examples">
          <ExampleList
            examples={[...strongest, ...samples]}
            max={statistics.max}
            window={16}
            breaks={false}
          />
        </section>
      ) : (
        <p className="mt-5 text-soft">This feature has no examples yet.</p>
      )}
    </Shell>
  );
}

/** What is wrong with the parameters; null when they name what is there for the viewer. */
async function problemWith(within?: SaeAddress, address?: FeatureAddress): Promise<Problem | null> {
  try {
    const viewer = await pageViewer();
    if (within) await runAs(viewer, () => resolveSae(within));
    if (address) await runAs(viewer, () => resolveFeature({ ...address, index: String(address.index) }));
    return null;
  } catch (error) {
    return problemOf(error);
  }
}

function featureOf(text: string | undefined): FeatureAddress | undefined {
  const reference = parseFeatureReference(text ?? "");
  return reference?.model !== undefined && reference.sae !== undefined
    ? { model: reference.model, sae: reference.sae, index: reference.index }
    : undefined;
}

function saeOf(text: string | undefined): SaeAddress | undefined {
  const [model, sae, ...rest] = (text ?? "").split("/");
  return model && sae && rest.length === 0 ? { model, sae } : undefined;
}
