import type { Scope } from "@/domain/accounts";
import { FeaturescopeError } from "@/domain/errors";
import { env } from "../env";
import { countViewer, LIMITS } from "./rate-limit";
import type { Viewer } from "./viewer";

export interface Call {
  does: Scope;
  /** Signing in and health, which stay open everywhere. */
  entrance?: boolean;
  /** Counts against the limits. */
  remote?: boolean;
}

/**
 * Whether the viewer may make a call at all on this instance, with this key, at this rate.
 * @throws FeaturescopeError SIGN_IN, FORBIDDEN or RATE_LIMITED
 */
export async function allowCall(viewer: Viewer, { does, entrance, remote }: Call): Promise<void> {
  if (!entrance) checkInstance(viewer, does);
  if (viewer.scopes && !viewer.scopes.includes(does))
    throw new FeaturescopeError(
      "FORBIDDEN",
      `This API key does not have the scope “${does}”.`,
      `It has: ${viewer.scopes.join(", ") || "none"}. Make another key on the settings page.`,
    );
  if (remote) await countViewer(LIMITS[does], viewer);
}

function checkInstance(viewer: Viewer, does: Scope): void {
  if (env.FEATURESCOPE_INSTANCE === "closed" && !viewer.user)
    throw new FeaturescopeError("SIGN_IN", "This site is for members.", "Sign in first.");
  if (env.FEATURESCOPE_INSTANCE === "read-only" && does === "write")
    throw new FeaturescopeError(
      "FORBIDDEN",
      "This site is read-only.",
      "Nothing can be added or changed here.",
    );
}
