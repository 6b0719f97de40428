import Link from "next/link";
import { formatCounted } from "@/domain/format";
import { saeUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import type { CatalogueModel, CatalogueSae } from "@/server/queries/catalogue";
import { CollectionProgress } from "./components/collection-progress/collection-progress";
import { LiveCollections } from "./components/collection-progress/live-collections";
import { SearchBox } from "./components/search-box";
import { Shell } from "./components/shell";
import { RandomFeature } from "./home/random-feature";

export default async function HomePage() {
  const [models, random] = await Promise.all([api.catalogue.list(), api.feature.showRandom()]);
  const collections = models.flatMap(({ saes }) => saes.flatMap(({ collection }) => collection ?? []));
  return (
    <Shell search={false}>
      <div className="max-w-[680px] pt-6 sm:pt-12">
        <h1 className="text-3xl sm:text-4xl">Look inside a language model</h1>
        <p className="mt-4 text-base text-soft sm:text-[17px]">
          A sparse autoencoder takes the activations of a language model apart into thousands of features, and
          many of them turn out to mean something: a name, a mood, the end of a sentence. Featurescope runs
          the model on this machine’s workers and shows, for every feature, the text that turns it on and the
          words it makes more likely.
        </p>
        <SearchBox className="mt-6 max-w-[520px]" />
      </div>
      <LiveCollections initial={collections}>
        <section className="mt-11" aria-labelledby="models-title">
          <h2 id="models-title" className="text-lg font-semibold tracking-tight">
            Models and their SAEs
          </h2>
          {models.length === 0 ? <NoModels /> : models.map((model) => <Model key={model.id} model={model} />)}
        </section>
        <RandomFeature initial={random} />
      </LiveCollections>
    </Shell>
  );
}

function Model({ model }: { model: CatalogueModel }) {
  return (
    <div id={model.id} className="mt-3 scroll-mt-20">
      <h3 className="text-soft">
        <span className="font-semibold text-ink">{model.id}</span>
        {model.title !== model.id && ` · ${model.title}`}
      </h3>
      {model.saes.length === 0 ? (
        <p className="mt-2 text-soft">It has no SAE yet.</p>
      ) : (
        <ul className="mt-2.5 grid gap-3.5 sm:grid-cols-2 lg:grid-cols-3">
          {model.saes.map((sae) => (
            <Sae key={sae.slug} model={model.id} sae={sae} />
          ))}
        </ul>
      )}
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
          <p className="text-soft">No corpus has been read with it yet.</p>
        )}
      </div>
    </li>
  );
}

function NoModels() {
  return (
    <p className="mt-3 border-y border-line py-6 text-soft">
      No model has been registered yet. <code className="font-mono text-[12.5px] text-ink">npm start</code>{" "}
      fetches the demo model and starts computing; this page fills in as it does.
    </p>
  );
}
