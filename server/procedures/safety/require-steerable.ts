import { FeaturescopeError } from "@/domain/errors";
import { SAFETY_FAMILIES } from "@/domain/safety-families";
import type { SteeredFeature } from "@/domain/steering";
import { currentViewer } from "../../access/viewer";
import { findLimited } from "./queries";

/**
 * Whether the viewer may steer with these features, as far as an administrator has limited families of them.
 * @throws FeaturescopeError FORBIDDEN for one of a family that nobody may steer with, SIGN_IN where an account is needed
 */
export async function requireSteerable(model: string, features: readonly SteeredFeature[]): Promise<void> {
  if (features.length === 0) return;
  for (const { sae, feature, family, steering } of await findLimited(model, features)) {
    const name = SAFETY_FAMILIES.find(({ slug }) => slug === family)?.name ?? family;
    const what = `${sae}/${feature} has been confirmed as a feature of the family “${name}”`;
    if (steering === "refused")
      throw new FeaturescopeError(
        "FORBIDDEN",
        `${what}, which this instance does not steer with.`,
        "Take it out of the recipe; /safety says why it is listed, and an administrator can lift the limit.",
      );
    if (!currentViewer().user)
      throw new FeaturescopeError(
        "SIGN_IN",
        `${what}, which this instance steers with for signed-in people only.`,
        "Sign in, or take it out of the recipe.",
      );
  }
}
