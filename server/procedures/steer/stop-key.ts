import { createHmac, timingSafeEqual } from "node:crypto";
import { FeaturescopeError } from "@/domain/errors";
import { controls } from "../../platform/access/rules";
import type { Viewer } from "../../platform/access/viewer";
import { requireSecret } from "../../platform/auth/secret";
import { runOwner } from "./queries";

/**
 * What whoever starts a run is given to stop it with. The run's id will not do, for it is in the link that others read,
 * and neither will the address of a visitor, which a whole class may share.
 */
export function stopKeyOf(runId: string): string {
  return createHmac("sha256", requireSecret()).update(`stop ${runId}`).digest("base64url");
}

/**
 * Whoever started the run stops it: by the key, or signed in to the same account. So do administrators.
 * @throws FeaturescopeError FORBIDDEN
 */
export async function requireMayStop(runId: string, key: string | undefined, viewer: Viewer): Promise<void> {
  if (key !== undefined && isSame(key, stopKeyOf(runId))) return;
  const owner = (await runOwner(runId)) ?? "";
  const ownerId = owner.startsWith("user ") ? owner.slice("user ".length) : null;
  if (controls({ ownerId }, viewer)) return;
  throw new FeaturescopeError(
    "FORBIDDEN",
    "This text was started by somebody else.",
    "Whoever started it can stop it, and so can an administrator; close the page to leave it.",
  );
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
