import type { Metadata } from "next";
import Link from "next/link";
import { cache } from "react";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import { PublishedHeading } from "@/app/components/published/published-heading";
import { PublishedLine } from "@/app/components/published/published-line";
import { ShareButton } from "@/app/components/share/share-button";
import { Shell } from "@/app/components/shell";
import { formatCounted } from "@/domain/format";
import { decodeSegment, saeUrl, steerWithVectorUrl, VECTORS_URL } from "@/domain/urls";
import { api } from "@/server/caller";
import { citeVector } from "@/server/procedures/share/citations";
import { NearFeatures } from "./near-features";
import { VectorEditor } from "./vector-editor";
import { VectorFigures } from "./vector-figures";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name, note, visibility, model, texts } = await load((await params).id);
  const origin = texts.a.length > 0 ? "made from two sets of texts" : "given as numbers";
  return {
    title: name,
    description: note.slice(0, 200) || `A steering direction of ${model}, ${origin}.`,
    ...(visibility === "public" ? {} : { robots: { index: false } }),
  };
}

/** A vector: what it was made from, how well it tells texts apart where it was made from texts, and the features near it. */
export default async function VectorPage({ params }: Props) {
  const vector = await load((await params).id);
  const { model, sae, texts } = vector;
  return (
    <Shell>
      <PublishedHeading
        from={{ name: "Vectors", href: VECTORS_URL }}
        title={vector.name}
        line={
          <PublishedLine
            facts={[
              <Link key="sae" href={saeUrl({ model, sae })} className="link" prefetch={false}>
                {model} › {sae}
              </Link>,
              `at ${vector.hookName}`,
            ]}
            owner={vector.owner}
            visibility={vector.visibility}
            hidden={vector.hidden}
            day={vector.createdAt}
          />
        }
        note={vector.note}
      >
        <Link
          href={steerWithVectorUrl(model, vector.id)}
          className="control control-primary"
          prefetch={false}
        >
          Steer with it
        </Link>
        <ShareButton citation={citeVector(vector)} />
      </PublishedHeading>
      <VectorFigures vector={vector} />
      <div className="mt-4 grid gap-4 md:grid-cols-2">
        <NearFeatures title="Nearest features" address={{ model, sae }} features={vector.nearest} />
        <NearFeatures title="Most opposite features" address={{ model, sae }} features={vector.opposite} />
      </div>
      {texts.a.length > 0 && (
        <div className="mt-4 grid gap-4 md:grid-cols-2">
          <TextSet title={`Texts that have it: ${formatCounted(texts.a.length, "text")}`} texts={texts.a} />
          <TextSet title={`Texts that lack it: ${formatCounted(texts.b.length, "text")}`} texts={texts.b} />
        </div>
      )}
      {vector.mayEdit && <VectorEditor key={vector.version} vector={vector} />}
    </Shell>
  );
}

function TextSet({ title, texts }: { title: string; texts: readonly string[] }) {
  return (
    <section className="card min-w-0" aria-label={title}>
      <h2 className="card-title">{title}</h2>
      <ul className="max-h-80 divide-y divide-line overflow-auto text-[13px]">
        {texts.map((text, i) => (
          <li key={i} className="py-1.5 [overflow-wrap:anywhere]">
            <bdi>{text}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

const load = cache((id: string) => api.vector.get({ id: decodeSegment(id) }).catch(notFoundIfMissing));
