import { router } from "../trpc";
import { changePassword } from "./account/change-password";
import { createKey } from "./account/create-key";
import { endSessions } from "./account/end-sessions";
import { getEntrance } from "./account/get-entrance";
import { getProfile } from "./account/get-profile";
import { getSettings } from "./account/get-settings";
import { register } from "./account/register";
import { revokeKey } from "./account/revoke-key";
import { setAbout } from "./account/set-about";
import { signIn } from "./account/sign-in";
import { signInWith } from "./account/sign-in-with";
import { signOut } from "./account/sign-out";
import { listModels } from "./catalogue/list-models";
import { watchCollections } from "./collection/watch-collections";
import { getFeature } from "./feature/get-feature";
import { pickRandomFeature } from "./feature/pick-random-feature";
import { showRandomFeature } from "./feature/show-random-feature";
import { checkHealth } from "./health/check-health";
import { getSae } from "./sae/get-sae";
import { findFeatures } from "./steer/find-features";
import { getRun } from "./steer/get-run";
import { startRun } from "./steer/start-run";
import { stopRun } from "./steer/stop-run";
import { watchRun } from "./steer/watch-run";

export const appRouter = router({
  account: router({
    changePassword,
    createKey,
    endSessions,
    entrance: getEntrance,
    profile: getProfile,
    register,
    revokeKey,
    setAbout,
    settings: getSettings,
    signIn,
    signInWith,
    signOut,
  }),
  catalogue: router({ list: listModels }),
  collection: router({ watch: watchCollections }),
  feature: router({ get: getFeature, pickRandom: pickRandomFeature, showRandom: showRandomFeature }),
  health: router({ check: checkHealth }),
  sae: router({ get: getSae }),
  steer: router({ findFeatures, get: getRun, start: startRun, stop: stopRun, watch: watchRun }),
});
export type AppRouter = typeof appRouter;
