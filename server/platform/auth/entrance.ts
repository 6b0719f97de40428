import { isAPIError } from "better-auth/api";
import { FeaturescopeError } from "@/domain/errors";
import { countAgainst, LIMITS } from "../access/rate-limit";
import type { Viewer } from "../access/viewer";

/** Counts a try to get in, by where it comes from and by the name that it tries. */
export async function countEntrance(viewer: Viewer, name: string): Promise<void> {
  await countAgainst(LIMITS.entrance, `address ${viewer.address}`);
  await countAgainst(LIMITS.password, `name ${name}`);
}

/** Hands the cookies that better-auth sets on to the answer. */
export function passCookies(from: Headers, to: Headers | undefined): void {
  for (const cookie of from.getSetCookie()) to?.append("set-cookie", cookie);
}

/** better-auth's errors in this program's words; any other error goes on as it is. */
export async function inOurWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isAPIError(error)) throw error;
    throw OUR_WORDS[String(error.body?.code)] ?? refused(error.body?.message ?? error.message, error);
  }
}

function refused(message: string, cause: unknown): FeaturescopeError {
  return new FeaturescopeError("FORBIDDEN", message, "If you think that is wrong, ask an administrator.", {
    cause,
  });
}

const WRONG_PASSWORD = new FeaturescopeError(
  "SIGN_IN",
  "The name or the password is wrong.",
  "Check both; an administrator can give you a new password.",
);
const NAME_TAKEN = new FeaturescopeError(
  "CONFLICT",
  "Somebody has this name already.",
  "Choose another one, or sign in if it is you.",
);
const OUR_WORDS: Record<string, FeaturescopeError | undefined> = {
  INVALID_USERNAME_OR_PASSWORD: WRONG_PASSWORD,
  INVALID_USERNAME: WRONG_PASSWORD,
  USERNAME_TOO_SHORT: WRONG_PASSWORD,
  USERNAME_TOO_LONG: WRONG_PASSWORD,
  PASSWORD_TOO_LONG: WRONG_PASSWORD,
  INVALID_PASSWORD: WRONG_PASSWORD,
  USERNAME_IS_ALREADY_TAKEN: NAME_TAKEN,
  // the database refused what a second registration at the same moment had taken
  FAILED_TO_CREATE_USER: NAME_TAKEN,
};
