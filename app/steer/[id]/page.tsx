import type { Metadata } from "next";
import Link from "next/link";
import { Shell } from "@/app/components/shell";
import { DefinitionList } from "@/app/components/definition-list";
import { formatMoment, shortHash } from "@/domain/format";
import { steeredNames } from "@/domain/steering";
import { vectorUrl } from "@/domain/urls";
import { api } from "@/server/caller";
import { citeRun } from "@/server/procedures/share/citations";
import { loadRun } from "../load-run";
import { Playground } from "../playground";
import { SteerHeading } from "../steer-heading";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { recipe, sources } = await loadRun((await params).id);
  const names = steeredNames(recipe, sources.vectors).join(", ");
  const title = `A text of ${recipe.model} steered with ${names}`;
  const description = `“${recipe.prompt.slice(0, 120)}” goes on, with and without.`;
  return { title, description, openGraph: { title, description }, robots: { index: false } };
}

/** A stored run: its recipe, its texts, and the way to write them again. */
export default async function SteeringRunPage({ params }: Props) {
  const view = await loadRun((await params).id);
  const { recipe, sources, status, prompt, steps, id } = view;
  const [models, offered, features] = await Promise.all([
    api.catalogue.list(),
    api.vector.browse({ model: recipe.model }),
    Promise.all(
      recipe.features.map(async ({ sae, feature }, i) => {
        const text = `${sae}/${feature}`;
        const [found] = await api.steer.findFeatures({ model: recipe.model, text }).catch(() => []);
        const max = sources.features[i]?.max ?? null;
        return {
          ...{ sae, feature, hookName: "", density: null, label: null, match: "label" as const },
          ...found,
          max,
        };
      }),
    ),
  ]);
  const { saes = [], chat = false } = models.find((model) => model.id === recipe.model) ?? {};
  return (
    <Shell>
      <SteerHeading model={recipe.model} models={[recipe.model]} />
      <Playground
        key={id}
        model={recipe.model}
        chat={chat}
        saes={saes.map(({ slug }) => slug)}
        features={features}
        vectors={[...(sources.vectors ?? []), ...offered.own, ...offered.vectors]}
        run={{ id, recipe, status, prompt, steps }}
        changed={view.changed}
        citation={citeRun(view)}
      />
      <details className="mt-6 border-t border-line pt-3">
        <summary className="font-semibold">What this text was written with</summary>
        <div className="mt-2 max-w-[760px] text-[13px]">
          <DefinitionList
            rows={[
              ["Recipe", `sha256 ${view.recipeHash}`],
              ["Model", `${sources.model.id}, sha256 ${sources.model.sha256}`],
              ["SAEs", sources.saes.map(({ slug, sha256 }) => `${slug} (${shortHash(sha256)})`).join(", ")],
              [
                "Vectors",
                sources.vectors?.map(({ id, name, sha256 }) => (
                  <span key={id} className="mr-2">
                    <Link href={vectorUrl(id)} className="link" prefetch={false}>
                      <bdi>{name}</bdi>
                    </Link>{" "}
                    ({shortHash(sha256)})
                  </span>
                )),
              ],
              ["Engine", status.engine],
              ["Version", `Featurescope ${sources.version}`],
              ["Written", formatMoment(view.createdAt)],
            ]}
          />
        </div>
      </details>
    </Shell>
  );
}
