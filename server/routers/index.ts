import { router } from "../trpc";
import { listModels } from "./catalogue/list-models";
import { watchCollections } from "./collection/watch-collections";
import { getFeature } from "./feature/get-feature";
import { pickRandomFeature } from "./feature/pick-random-feature";
import { showRandomFeature } from "./feature/show-random-feature";
import { checkHealth } from "./health/check-health";
import { getSae } from "./sae/get-sae";

export const appRouter = router({
  catalogue: router({ list: listModels }),
  collection: router({ watch: watchCollections }),
  feature: router({ get: getFeature, pickRandom: pickRandomFeature, showRandom: showRandomFeature }),
  health: router({ check: checkHealth }),
  sae: router({ get: getSae }),
});
export type AppRouter = typeof appRouter;
