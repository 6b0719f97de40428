import { listCatalogue } from "../../access/catalogue";
import { isUnderWay, steeredPair } from "../../showcase/steered-pair";
import { showcaseFeatures } from "../../showcase/shown-features";
import { readCurated } from "../../showcase/read-curated";
import { mainSae } from "../../main-sae";
import { findSae } from "../../queries/sae";
import { publicProcedure } from "../../trpc";

/** What the first page shows of the models here: features, a steered text, and a sentence to begin with. */
export const showFirst = publicProcedure.query(async () => {
  const models = await listCatalogue();
  const reader = mainSae(models);
  const [features, steering, curated, sae] = await Promise.all([
    showcaseFeatures(models),
    steeredPair(models),
    reader ? readCurated(reader.model) : null,
    reader ? findSae(reader) : null,
  ]);
  return {
    ...{ features, steering, reader },
    writing: isUnderWay(steering),
    sentence: curated?.sentence ?? null,
    mapped: sae?.mapped ?? false,
  };
});
