import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { APIError } from "better-auth/api";
import { genericOAuth, username } from "better-auth/plugins";
import { PASSWORD_LENGTH, userName } from "@/domain/accounts";
import { getDatabase } from "@/prisma/client";
import { env, registrationIsOpen } from "../../env";
import {
  accountExists,
  freeUserName,
  isBanned,
  makeFirstAdministrator,
} from "../../procedures/account/queries";
import { github, google, oidc } from "./providers";
import { requireSecret } from "./secret";

/** better-auth as this program uses it: names and passwords, other providers where configured, no mail. */

const SESSION_DAYS = 30;

/** Kept on globalThis because proxy, pages and procedures are separate bundles in one process. */
const KEPT = Symbol.for("featurescope.auth");
const kept = globalThis as { [KEPT]?: Auth };

export function getAuth(): Auth {
  return (kept[KEPT] ??= createAuth());
}

type Auth = ReturnType<typeof createAuth>;

function createAuth() {
  return betterAuth({
    database: prismaAdapter(getDatabase().prisma, { provider: "postgresql" }),
    secret: requireSecret(),
    ...(env.FEATURESCOPE_ORIGIN ? { baseURL: env.FEATURESCOPE_ORIGIN } : {}),
    basePath: "/api/auth",
    telemetry: { enabled: false },
    logger: { level: "error" },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: PASSWORD_LENGTH.least,
      maxPasswordLength: PASSWORD_LENGTH.most,
    },
    socialProviders: {
      ...(github ? { github } : {}),
      ...(google ? { google } : {}),
    },
    account: { accountLinking: { enabled: false } },
    session: { expiresIn: SESSION_DAYS * 86_400, disableSessionRefresh: true },
    user: {
      additionalFields: {
        role: { type: "string", input: false, required: false },
      },
    },
    // limits are kept by server/platform/access/rate-limit.ts for everything alike
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: "featurescope",
      useSecureCookies: env.FEATURESCOPE_ORIGIN?.startsWith("https:") ?? false,
      // what is kept of a session is what its owner needs to recognise it
      ipAddress: { disableIpTracking: true },
    },
    plugins: [
      username({
        minUsernameLength: 2,
        maxUsernameLength: 30,
        usernameValidator: (name) => userName.safeParse(name).success,
        displayUsername: false,
      }),
      ...(oidc ? [genericOAuth({ config: [{ providerId: "oidc", scopes: OIDC_SCOPES, ...oidc }] })] : []),
    ],
    databaseHooks: {
      user: { create: { before: nameNewAccount, after: ({ id }) => makeFirstAdministrator(id) } },
      session: { create: { before: refuseBanned } },
    },
  });
}

const OIDC_SCOPES = ["openid", "profile", "email"];

/** An account that comes from a provider is given a name here; one made by hand has it already. */
async function nameNewAccount(user: { name: string; email: string } & Record<string, unknown>) {
  const byHand = typeof user.username === "string";
  // by hand it has been asked before, with the setup code for the first
  if (!byHand && !(await accountExists()))
    throw new APIError("FORBIDDEN", {
      message: "The first account is made with a name, a password and the setup code.",
    });
  if (!byHand && !registrationIsOpen)
    throw new APIError("FORBIDDEN", { message: "New accounts cannot be made here." });
  const name = byHand ? String(user.username) : await freeUserName(user.name || user.email);
  return { data: { ...user, username: name, name } };
}

async function refuseBanned({ userId }: { userId: string }): Promise<void> {
  if (await isBanned(userId)) throw new APIError("FORBIDDEN", { message: "This account is locked." });
}
