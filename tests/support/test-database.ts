import { afterAll, beforeAll } from "vitest";
import type pg from "pg";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { createDatabase } from "./database-server";

/**
 * A migrated database for the tests of one file, in DATABASE_URL from `beforeAll` on, so that the program's own
 * {@link getDatabase} opens it. It goes with the server.
 */
export function useTestDatabase(): { readonly pool: pg.Pool; readonly url: string } {
  let url = "";
  beforeAll(async () => {
    url = await createDatabase();
    process.env.DATABASE_URL = url;
  });
  afterAll(closeDatabase);
  return {
    get pool() {
      return getDatabase().pool;
    },
    get url() {
      return url;
    },
  };
}
