import { getSessionCookie } from "better-auth/cookies";
import { FeaturescopeError } from "@/domain/errors";
import type { Role } from "@/domain/accounts";
import { findKey } from "../../procedures/account/queries";
import { ANYBODY, type Viewer } from "../access/viewer";
import { addressOf } from "../access/address";
import { getAuth } from "./auth";

/**
 * Who sends a request: by the key in `Authorization: Bearer` or `X-Api-Key`, else by the session cookie.
 * @throws FeaturescopeError SIGN_IN for a key that is not valid
 */
export async function viewerOf(headers: Headers): Promise<Viewer> {
  const address = addressOf(headers);
  const key = keyOf(headers);
  if (key !== null) {
    const found = await findKey(key);
    if (!found)
      throw new FeaturescopeError(
        "SIGN_IN",
        "This API key is not valid.",
        "Make a new one on the settings page, or send the request without a key.",
      );
    return { ...found, address };
  }
  if (!getSessionCookie(headers, { cookiePrefix: "featurescope" })) return { ...ANYBODY, address };
  const session = await getAuth().api.getSession({ headers });
  if (!session) return { ...ANYBODY, address };
  const { id, name, role } = session.user;
  return { user: { id, name, role: (role ?? "reader") as Role }, scopes: null, address };
}

/** The key that a request brings; null for one without, whose cookies then count. */
export function keyOf(headers: Headers): string | null {
  const bearer = /^bearer (.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  return bearer?.trim() ?? headers.get("x-api-key");
}
