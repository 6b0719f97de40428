import type { Metadata } from "next";
import { notFoundIfMissing } from "@/app/components/not-found-if-missing";
import type { SearchParams } from "@/app/components/search-params";
import { maximaOf } from "@/app/steer/texts/maxima-of";
import { Texts } from "@/app/steer/texts/texts";
import { steeredNames } from "@/domain/steering";
import { isOver } from "@/domain/steering-run";
import { decodeSegment, steeringRunUrl } from "@/domain/urls";
import { publicApi } from "@/server/caller";
import { EmbedFrame, themeOf } from "../../frame";

export const metadata: Metadata = { robots: { index: false } };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

/** A steered text beside the default one, for other sites. `?theme=dark` */
export default async function EmbeddedRunPage({ params, searchParams }: Props) {
  const { id, recipe, sources, status, prompt, steps } = await load(decodeSegment((await params).id));
  const names = steeredNames(recipe, sources.vectors);
  return (
    <EmbedFrame
      href={steeringRunUrl(id)}
      theme={await themeOf(searchParams)}
      title={`${recipe.model} steered with ${names.join(", ")}`}
    >
      <div className="mt-3">
        <Texts
          run={{ id, recipe, status, prompt, steps }}
          maxima={maximaOf(recipe, sources)}
          shading="activation"
          writing={!isOver(status.state)}
        />
      </div>
    </EmbedFrame>
  );
}

const load = (id: string) => publicApi.steer.get({ id }).catch(notFoundIfMissing);
