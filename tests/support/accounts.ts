import type { Viewer } from "@/server/platform/access/viewer";
import { viewerOf } from "@/server/platform/auth/viewer-of";
import { appRouter } from "@/server/procedures";
import { createCallerFactory } from "@/server/trpc";
import { getDatabase } from "@/prisma/client";
import type { Role } from "@/domain/accounts";
import { setupCode } from "@/domain/setup-code";

/** Accounts for tests, made as people make them. */

const create = createCallerFactory(appRouter);
export const PASSWORD = "correct horse battery";
/** Of the database tests' instance; nobody asks for it once there is an account. */
export const SETUP_CODE = setupCode(process.env.FEATURESCOPE_SECRET ?? "");

/** The procedures in the name of whoever sends these headers, and the cookies that the answers set. */
export function callerWith(requestHeaders = new Headers(), options: { remote?: boolean } = {}) {
  const responseHeaders = new Headers();
  const api = create({
    identify: () => viewerOf(requestHeaders),
    requestHeaders,
    responseHeaders,
    ...options,
  });
  return { api, cookie: () => cookieOf(responseHeaders), responseHeaders };
}

/** The procedures in the name of a viewer. */
export function callerOf(viewer: Viewer) {
  return create({ identify: () => Promise.resolve(viewer) });
}

function cookieOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

export interface TestAccount {
  id: string;
  name: string;
  cookie: string;
  viewer: Viewer;
  api: ReturnType<typeof callerOf>;
}

/** Registers an account and gives it a role. */
export async function makeAccount(name: string, role: Role = "annotator"): Promise<TestAccount> {
  const { api, cookie } = callerWith();
  await api.account.register({ name, password: PASSWORD, code: SETUP_CODE });
  await getDatabase().pool.query("UPDATE user_account SET role = $2 WHERE username = $1", [name, role]);
  const viewer = await viewerOf(new Headers({ cookie: cookie() }));
  if (!viewer.user) throw new Error(`${name} is not signed in after registering.`);
  return { id: viewer.user.id, name, cookie: cookie(), viewer, api: callerOf(viewer) };
}
