import { z } from "zod";
import packageJson from "@/package.json";

/** A provider is offered when both its variables are set. */
const provider = z.string().min(1).optional();

const schema = z.object({
  /** Where the program is reached from outside; links in page metadata start with it. */
  FEATURESCOPE_ORIGIN: z.url().optional(),
  /** Names of prisma/migrations when the pages were built, put in by next.config.ts. */
  FEATURESCOPE_MIGRATIONS: z
    .string()
    .default("")
    .transform((names) => names.split(" ").filter(Boolean)),
  /** The commit that the pages were built from, put in by next.config.ts; null where it is not known. */
  FEATURESCOPE_COMMIT: z
    .string()
    .default("")
    .transform((hash) => (hash === "" ? null : hash)),
  /** What sessions are signed with; `npm start` keeps one in the data folder. */
  FEATURESCOPE_SECRET: z.string().min(32, "it needs at least 32 characters").optional(),
  /** open: everybody reads; closed: only accounts do; read-only: everybody reads, nobody writes. */
  FEATURESCOPE_INSTANCE: z.enum(["open", "closed", "read-only"]).default("open"),
  /** Who may make an account: everybody, or nobody but administrators for others. */
  FEATURESCOPE_REGISTRATION: z.enum(["open", "closed"]).optional(),
  /** How many proxies in front of the program add to X-Forwarded-For; 0 when it is reached directly. */
  FEATURESCOPE_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  FEATURESCOPE_GITHUB_ID: provider,
  FEATURESCOPE_GITHUB_SECRET: provider,
  FEATURESCOPE_GOOGLE_ID: provider,
  FEATURESCOPE_GOOGLE_SECRET: provider,
  FEATURESCOPE_OIDC_ISSUER: z.url().optional(),
  FEATURESCOPE_OIDC_ID: provider,
  FEATURESCOPE_OIDC_SECRET: provider,
  /** What the button says: "Sign in with {name}". */
  FEATURESCOPE_OIDC_NAME: z.string().min(1).max(40).default("OpenID Connect"),
});

/** What the web process takes from its environment besides DATABASE_URL, which prisma/client.ts reads. */
export const env = schema.parse({
  ...process.env,
  // named in full, because the build puts their values in here
  FEATURESCOPE_MIGRATIONS: process.env.FEATURESCOPE_MIGRATIONS,
  FEATURESCOPE_COMMIT: process.env.FEATURESCOPE_COMMIT,
});

export const registrationIsOpen =
  (env.FEATURESCOPE_REGISTRATION ?? (env.FEATURESCOPE_INSTANCE === "open" ? "open" : "closed")) === "open";

export const VERSION: string = packageJson.version;
