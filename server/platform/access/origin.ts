import { FeaturescopeError } from "@/domain/errors";
import { env } from "../../env";

/**
 * Refuses a change that another site's page sends with this browser's cookies. Cookies are SameSite=Lax besides; a
 * request without an Origin comes from a program, which has no cookies but those it was given on purpose.
 * @throws FeaturescopeError FORBIDDEN
 */
export function requireOwnOrigin(headers: Headers): void {
  const origin = headers.get("origin");
  if (origin === null) return;
  if (origin === own(headers) || origin === env.FEATURESCOPE_ORIGIN?.replace(/\/$/, "")) return;
  throw new FeaturescopeError(
    "FORBIDDEN",
    "This request comes from a page of another site.",
    "Other sites use the REST API with a key; if this is your own site, set FEATURESCOPE_ORIGIN to its address.",
  );
}

/** The origin under which the browser reached this server, as far as the request tells. */
function own(headers: Headers): string | null {
  const host = headers.get("host");
  const origin = headers.get("origin");
  if (!host || !origin || !URL.canParse(origin)) return null;
  return new URL(origin).host === host ? origin : null;
}
