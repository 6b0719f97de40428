import type { ReactNode } from "react";
import { DefinitionList } from "@/app/components/definition-list";
import { Explained } from "@/app/components/explained";
import { formatCounted, formatFigure, formatMoment, shortHash } from "@/domain/format";
import { OUTLIER_NORMS } from "@/domain/left-out";
import type { CollectionStatus } from "@/server/procedures/collection/queries";
import type { SaeDetails } from "@/server/procedures/sae/queries";

/** What exactly this SAE is and what it was run on. */
export function IdentityPanel({ sae }: { sae: SaeDetails }) {
  const { collection, corpus } = sae;
  return (
    <section className="card" aria-labelledby="identity-title">
      <h2 id="identity-title" className="card-title">
        Identity
      </h2>
      <DefinitionList
        rows={[
          ["Hook", <Code key="hook">{sae.hookName}</Code>],
          ["Type", `${sae.architecture}, ${sae.dIn} → ${sae.dSae}`],
          ["Weights", <Hash key="weights" hash={sae.weightsSha256} />],
          ["Model", <Hash key="model" hash={sae.model.weightsSha256} name={sae.model.id} />],
          [
            "Corpus",
            corpus && (
              <>
                {corpus.title}, {formatCounted(corpus.tokens, "token")}
                <span className="block text-xs text-soft">{corpus.writtenBy}</span>
                <Hash hash={corpus.sha256} />
              </>
            ),
          ],
          ["Left out", collection && leftOutText(collection)],
          [
            "Computed",
            collection?.state === "done" && collection.finishedAt && formatMoment(collection.finishedAt),
          ],
          ["Engine", collection?.engine],
        ]}
      />
    </section>
  );
}

/** Which tokens are no part of statistics and examples, in words. */
function leftOutText({ leftOutRule, leftOut }: CollectionStatus): ReactNode {
  const first = "the first token of every passage";
  if (!leftOutRule) return first;
  const { normMedian } = leftOutRule;
  const tip = `Attention sinks: the residual stream is longer than ${OUTLIER_NORMS} × its median${
    normMedian === null ? "" : `, ${formatFigure(normMedian)}`
  }`;
  return (
    <>
      {first}, {formatCounted(leftOut.special, "special token")}
      {normMedian !== null && (
        <>
          , <Explained tip={tip}>{formatCounted(leftOut.outliers, "outlier")}</Explained>
        </>
      )}
    </>
  );
}

function Code({ children }: { children: string }) {
  return <span className="font-mono text-[12.5px] break-all">{children}</span>;
}

function Hash({ hash, name }: { hash: string; name?: string }) {
  return (
    <>
      {name && `${name} `}
      <span
        className="cursor-help font-mono text-[12.5px] text-soft underline decoration-dotted underline-offset-3"
        data-tip={`sha256 ${hash}`}
        tabIndex={0}
      >
        {shortHash(hash)}
      </span>
    </>
  );
}
