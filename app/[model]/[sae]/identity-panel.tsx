import { DefinitionList } from "@/app/components/definition-list";
import { formatCounted, formatMoment, shortHash } from "@/domain/format";
import type { SaeDetails } from "@/server/queries/sae";

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
