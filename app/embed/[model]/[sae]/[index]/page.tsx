import type { Metadata } from "next";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import { ExampleList } from "@/app/components/activation-text/example-list";
import { oneValue, type SearchParams } from "@/app/components/search-params";
import { formatActivation, formatCount, formatPercent } from "@/domain/format";
import { headline } from "@/domain/label-headline";
import { pieceLabel } from "@/domain/tokens";
import { decodeSegment, featureUrl } from "@/domain/urls";
import { publicApi } from "@/server/caller";
import { EmbedFrame, themeOf } from "../../../frame";

export const metadata: Metadata = { robots: { index: false } };

interface Props {
  params: Promise<{ model: string; sae: string; index: string }>;
  searchParams: Promise<SearchParams>;
}

const EXAMPLES = 5;
const PROMOTED = 8;

/** A feature for other sites: its label, its figures and its strongest examples. `?examples=10&theme=dark` */
export default async function EmbeddedFeaturePage({ params, searchParams }: Props) {
  const { address, sae, statistics, top, labels } = await load(await params);
  const { best, person, unclear } = headline(labels);
  const wanted = Number(oneValue((await searchParams).examples) ?? EXAMPLES);
  const examples = top.slice(0, Number.isInteger(wanted) && wanted > 0 ? wanted : EXAMPLES);
  return (
    <EmbedFrame
      href={featureUrl(address)}
      theme={await themeOf(searchParams)}
      title={`${address.model} › ${address.sae} › ${address.index}`}
    >
      <p className="mt-1 text-[15px] [overflow-wrap:anywhere]">
        {best ? <bdi>{best.text}</bdi> : <span className="text-soft">not labelled yet</span>}
        {best?.state === "disputed" && <span className="text-bad"> disputed</span>}
        {unclear && <span className="text-soft"> (unclear)</span>}
        {person && (
          <span className="text-soft">
            {" "}
            · {person.author ?? person.source ?? "a person"} says{" "}
            <bdi className="text-ink">{person.text}</bdi>
          </span>
        )}
      </p>
      {statistics ? (
        <>
          <p className="mt-0.5 text-xs text-soft">
            on {formatPercent(statistics.density)} of {formatCount(statistics.tokensSeen)} tokens · max{" "}
            {formatActivation(statistics.max)} · promotes{" "}
            <bdi className="font-mono text-ink">
              {statistics.promoted
                .slice(0, PROMOTED)
                .map(({ piece }) => pieceLabel(piece))
                .join(" ")}
            </bdi>
          </p>
          <div className="mt-2.5">
            <ExampleList examples={examples} max={statistics.max} window={16} breaks={false} />
          </div>
        </>
      ) : (
        <p className="mt-3 text-soft">Nothing has been computed for this feature of {sae.slug} yet.</p>
      )}
    </EmbedFrame>
  );
}

async function load(params: { model: string; sae: string; index: string }) {
  const address = {
    model: decodeSegment(params.model),
    sae: decodeSegment(params.sae),
    index: decodeSegment(params.index),
  };
  const [dashboard, labels] = await Promise.all([
    publicApi.feature.get(address),
    publicApi.label.list(address),
  ]).catch(notFoundIfMissing);
  return { ...dashboard, labels };
}
