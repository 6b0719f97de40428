import { closeDatabase, getDatabase } from "@/prisma/client";
import { registerDemo } from "@/workers/demo/register";
import { requestSearchTexts } from "@/workers/dashboards/request-search-texts";
import { requestEmbeddings } from "@/workers/search/request-embeddings";
import { fetchModel } from "../fetch-model";

const DEMO_MODEL = "stories15m";

/** Fetches the demo's language model when it is not in the data folder yet, and asks for the demo's dashboards. */
export async function prepareDemo(
  dataFolder: string,
  databaseUrl: string,
  signal: AbortSignal,
): Promise<void> {
  const folder = await fetchModel(DEMO_MODEL, { dataFolder, signal });
  process.env.DATABASE_URL = databaseUrl;
  try {
    await registerDemo(getDatabase().pool, DEMO_MODEL, folder);
    await requestSearchTexts(getDatabase().pool);
    await requestEmbeddings(getDatabase().pool);
  } finally {
    await closeDatabase();
  }
}
