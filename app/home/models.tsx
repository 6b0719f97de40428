import Link from "next/link";
import { CollectionProgress } from "@/app/components/collection-progress/collection-progress";
import { formatCounted } from "@/domain/format";
import { saeUrl } from "@/domain/urls";
import type { ComingModel, CatalogueModel, CatalogueSae } from "@/server/procedures/catalogue/queries";
import { Coming } from "./coming";

interface Props {
  models: readonly CatalogueModel[];
  coming: readonly ComingModel[];
}

/** What is being fetched, and every model with its SAEs and how far each has been read. */
export function Models({ models, coming }: Props) {
  return (
    <section id="models" className="mt-14 scroll-mt-20" aria-labelledby="models-title">
      <h2 id="models-title" className="text-lg font-semibold tracking-tight">
        Models and their dictionaries
      </h2>
      <p className="mt-1 max-w-[72ch] text-soft">
        A sparse autoencoder (SAE) is a dictionary of a model’s ideas: each entry is a feature. Workers read
        text with it and note what every feature reacts to.
      </p>
      {coming.map((model) => (
        <Coming key={model.id} model={model} />
      ))}
      {models.length === 0 ? <NoModels /> : models.map((model) => <Model key={model.id} model={model} />)}
    </section>
  );
}

function Model({ model }: { model: CatalogueModel }) {
  const isWaiting = ({ collection }: CatalogueSae) => collection?.state === "queued";
  const waiting = model.saes.filter(isWaiting);
  return (
    <div id={model.id} className="mt-4 scroll-mt-20">
      <h3 className="text-soft">
        <span className="font-semibold text-ink">{model.id}</span>
        {model.title !== model.id && ` · ${model.title}`}
      </h3>
      {model.saes.length === 0 && <p className="mt-2 text-soft">It has no SAE yet.</p>}
      {waiting.length < model.saes.length && (
        <ul className="mt-2.5 grid gap-3.5 sm:grid-cols-2 lg:grid-cols-3">
          {model.saes
            .filter((sae) => !isWaiting(sae))
            .map((sae) => (
              <Sae key={sae.slug} model={model.id} sae={sae} />
            ))}
        </ul>
      )}
      {waiting.length > 0 && <Waiting model={model.id} saes={waiting} />}
    </div>
  );
}

function Sae({ model, sae }: { model: string; sae: CatalogueSae }) {
  return (
    <li className="card relative flex flex-col gap-3 hover:border-line-strong">
      <div>
        <Link
          href={saeUrl({ model, sae: sae.slug })}
          className="text-[17px] font-semibold after:absolute after:inset-0 hover:text-accent"
          prefetch={false}
        >
          {sae.slug}
        </Link>
        <p className="text-xs text-soft">
          {formatCounted(sae.dSae, "feature")} · {sae.architecture} ·{" "}
          <span className="break-all">{sae.hookName}</span>
        </p>
      </div>
      <div className="mt-auto">
        {sae.collection ? (
          <CollectionProgress initial={sae.collection} dSae={sae.dSae} />
        ) : (
          <p className="text-soft">No text has been read with it yet.</p>
        )}
      </div>
    </li>
  );
}

/** A card each would bury the ones that something can be seen of. */
function Waiting({ model, saes }: { model: string; saes: readonly CatalogueSae[] }) {
  return (
    <div className="mt-3 flex flex-wrap items-baseline gap-x-4 gap-y-1 text-[13px]">
      <p className="text-soft">Waiting to be read:</p>
      <ul className="contents" aria-label={`SAEs of ${model} that wait`}>
        {saes.map(({ slug, dSae }) => (
          <li key={slug}>
            <Link href={saeUrl({ model, sae: slug })} className="link" prefetch={false}>
              {slug}
            </Link>{" "}
            <span className="text-soft">{formatCounted(dSae, "feature")}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function NoModels() {
  return (
    <p className="mt-3 border-y border-line py-6 text-soft">
      No model is here yet. <code className="font-mono text-[12.5px] text-ink">npm start</code> fetches the
      first one and begins to read; this page fills in as it does.
    </p>
  );
}
