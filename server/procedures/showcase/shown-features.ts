import type { FeatureAddress } from "@/domain/urls";
import type { ShownLabel } from "@/domain/labels";
import { readFeatureDashboard, type Example } from "../feature/feature-dashboard";
import { findRandomFeature } from "../feature/queries";
import type { CatalogueModel } from "../catalogue/queries";
import { readCurated } from "./read-curated";

export interface ShowcaseFeature {
  address: FeatureAddress;
  label: ShownLabel | null;
  max: number;
  example: Example;
  /** Why it was chosen; null for one that was drawn. */
  why: string | null;
}

const MOST = 6;
/** Where fewer chosen ones are there, others are drawn until there are so many. */
const LEAST = 3;
const DRAWS = 6;

/** The chosen features of these models that have examples, and drawn ones where those are few. */
export async function showcaseFeatures(models: readonly CatalogueModel[]): Promise<ShowcaseFeature[]> {
  const chosen = await Promise.all(models.map(chosenOf));
  const shown = (await Promise.all(interleave(chosen).slice(0, MOST).map(read))).filter(
    (one) => one !== null,
  );
  const collected = models.flatMap(({ id, saes }) =>
    saes
      .filter(({ collection }) => (collection?.featuresActive ?? 0) > 0)
      .map(({ slug }) => ({ model: id, sae: slug })),
  );
  const first = collected[0];
  for (let draw = 0; first && shown.length < LEAST && draw < DRAWS; draw++) {
    const index = await findRandomFeature(first);
    if (index === null || shown.some(({ address }) => address.sae === first.sae && address.index === index))
      continue;
    const drawn = await read({ ...first, index, why: null });
    if (drawn) shown.push(drawn);
  }
  return shown;
}

type Wanted = FeatureAddress & { why: string | null };

async function chosenOf({ id, saes }: CatalogueModel): Promise<Wanted[]> {
  const features = (await readCurated(id))?.features ?? [];
  return features
    .filter(({ sae, index }) => saes.some(({ slug, dSae }) => slug === sae && index < dSae))
    .map(({ sae, index, why }) => ({ model: id, sae, index, why }));
}

/** One of each model in turn, so that the first few show all of them. */
function interleave<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}

async function read({ why, ...address }: Wanted): Promise<ShowcaseFeature | null> {
  const dashboard = await readFeatureDashboard(address);
  const example = dashboard?.top[0];
  if (!dashboard?.statistics || !example) return null;
  return { address, label: dashboard.label, max: dashboard.statistics.max, example, why };
}
