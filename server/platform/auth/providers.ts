import { env } from "../../env";

/** Other places where people may have an account, as far as the environment names them. */
export interface Provider {
  id: string;
  name: string;
}

interface Credentials {
  clientId: string;
  clientSecret: string;
}

function credentials(clientId?: string, clientSecret?: string): Credentials | null {
  return clientId && clientSecret ? { clientId, clientSecret } : null;
}

export const github = credentials(env.FEATURESCOPE_GITHUB_ID, env.FEATURESCOPE_GITHUB_SECRET);
export const google = credentials(env.FEATURESCOPE_GOOGLE_ID, env.FEATURESCOPE_GOOGLE_SECRET);
const oidcCredentials = credentials(env.FEATURESCOPE_OIDC_ID, env.FEATURESCOPE_OIDC_SECRET);
export const oidc =
  env.FEATURESCOPE_OIDC_ISSUER && oidcCredentials
    ? {
        ...oidcCredentials,
        discoveryUrl: `${env.FEATURESCOPE_OIDC_ISSUER.replace(/\/$/, "")}/.well-known/openid-configuration`,
      }
    : null;

export const PROVIDERS: readonly Provider[] = [
  ...(github ? [{ id: "github", name: "GitHub" }] : []),
  ...(google ? [{ id: "google", name: "Google" }] : []),
  ...(oidc ? [{ id: "oidc", name: env.FEATURESCOPE_OIDC_NAME }] : []),
];
