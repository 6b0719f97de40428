import type { Scope } from "@/domain/accounts";
import { FeaturescopeError } from "@/domain/errors";
import { env } from "../../env";
import { countViewer, LIMITS } from "./rate-limit";
import type { Viewer } from "./viewer";

/** What a call costs and changes; decides which limit it counts against and whether a read-only instance runs it. */
export type Kind = keyof Pick<typeof LIMITS, "read" | "write" | "compute">;

export interface Call {
  does: Kind;
  /** The scope that a key needs for it; null where no key will do, only a session. */
  scope: Scope | null;
  /** Signing in and health, which stay open everywhere. */
  entrance?: boolean;
  /** Counts against the limits. */
  remote?: boolean;
}

/**
 * Whether the viewer may make a call at all on this instance, with this key, at this rate.
 * @throws FeaturescopeError SIGN_IN, FORBIDDEN or RATE_LIMITED
 */
export async function allowCall(viewer: Viewer, { does, scope, entrance, remote }: Call): Promise<void> {
  if (!entrance) checkInstance(viewer, does);
  if (viewer.scopes) checkScope(viewer.scopes, scope);
  if (remote) await countViewer(LIMITS[does], viewer);
}

function checkScope(held: readonly Scope[], needed: Scope | null): void {
  if (needed === null)
    throw new FeaturescopeError(
      "FORBIDDEN",
      "No API key may do this: it concerns the account itself.",
      "Sign in and do it on the settings page.",
    );
  if (held.includes(needed)) return;
  throw new FeaturescopeError(
    "FORBIDDEN",
    `This API key does not have the scope “${needed}”.`,
    `It has: ${held.join(", ") || "none"}. Make another key on the settings page.`,
  );
}

function checkInstance(viewer: Viewer, does: Kind): void {
  if (env.FEATURESCOPE_INSTANCE === "closed" && !viewer.user)
    throw new FeaturescopeError("SIGN_IN", "This site is for members.", "Sign in first.");
  if (env.FEATURESCOPE_INSTANCE === "read-only" && does === "write")
    throw new FeaturescopeError(
      "FORBIDDEN",
      "This site is read-only.",
      "Nothing can be added or changed here.",
    );
}
