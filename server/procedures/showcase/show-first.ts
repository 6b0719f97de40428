import { landscapeOf } from "@/domain/distances";
import { listCatalogue } from "../../platform/access/catalogue";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { mainSae } from "../catalogue/main-sae";
import { findMap } from "../map/queries";
import { isBeingWritten, steeredPair } from "./steered-pair";
import { showcaseFeatures } from "./shown-features";
import { readCurated } from "./read-curated";

/** What the first page shows of the models here: features, a steered text, and a sentence to begin with. */
export const showFirst = publicProcedure.query(async () => {
  const models = await listCatalogue();
  const reader = mainSae(models);
  const [features, steering, curated, map] = await Promise.all([
    showcaseFeatures(models),
    steeredPair(models),
    reader ? readCurated(reader.model) : null,
    reader ? resolveSae(reader).then(({ id }) => findMap(id, null)) : null,
  ]);
  return {
    ...{ features, steering, reader },
    writing: isBeingWritten(steering),
    sentence: curated?.sentence ?? null,
    landscape: landscapeOf(map),
  };
});
