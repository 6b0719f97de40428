import { FeaturescopeError } from "@/domain/errors";
import { env } from "../../env";

/**
 * What sessions are signed with, and whatever else nobody may be able to make up.
 * @throws FeaturescopeError UNAVAILABLE when none is set
 */
export function requireSecret(): string {
  if (env.FEATURESCOPE_SECRET) return env.FEATURESCOPE_SECRET;
  throw new FeaturescopeError(
    "UNAVAILABLE",
    "FEATURESCOPE_SECRET is not set, so nobody can sign in or make short links.",
    "Start with npm start, which keeps one in the data folder, or set it to 32 random characters or more.",
  );
}
