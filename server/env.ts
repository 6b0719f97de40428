import { z } from "zod";
import packageJson from "@/package.json";

const schema = z.object({
  /** Where the program is reached from outside; links in page metadata start with it. */
  FEATURESCOPE_ORIGIN: z.url().optional(),
  /** Names of prisma/migrations when the pages were built, put in by next.config.ts. */
  FEATURESCOPE_MIGRATIONS: z
    .string()
    .default("")
    .transform((names) => names.split(" ").filter(Boolean)),
});

/** What the web process takes from its environment besides DATABASE_URL, which prisma/client.ts reads. */
export const env = schema.parse({
  FEATURESCOPE_ORIGIN: process.env.FEATURESCOPE_ORIGIN,
  FEATURESCOPE_MIGRATIONS: process.env.FEATURESCOPE_MIGRATIONS,
});

export const VERSION: string = packageJson.version;
