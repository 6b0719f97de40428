import { FeaturescopeError } from "@/domain/errors";
import { getDatabase } from "@/prisma/client";
import { dataFolder } from "../files/data-folder";
import { Embedder } from "./embedder";
import { ensureEmbeddingModel } from "./embedding-model";
import { MeaningIndex } from "./meaning-index";
import { UnreadLabels } from "./unread-labels";

/**
 * This process's embedder and index, made at the first call. They run on its main thread: a query takes some ten
 * milliseconds, and in the compute thread it would wait for the texts that are being written there.
 */
let embedder: Promise<Embedder> | undefined;
let index: Promise<MeaningIndex> | undefined;
let unread: UnreadLabels | undefined;

export function getEmbedder(): Promise<Embedder> {
  return (embedder ??= ensureEmbeddingModel({ dataFolder: dataFolder() })
    .then((files) => Embedder.create(files))
    .catch((error: unknown) => {
      embedder = undefined;
      throw error;
    }));
}

/** For what does without it where it cannot be had, and says why. */
export async function getEmbedderOrNone(): Promise<{ embedder?: Embedder; missing?: string }> {
  try {
    return { embedder: await getEmbedder() };
  } catch (error) {
    return {
      missing: error instanceof FeaturescopeError ? `${error.message} ${error.hint}` : String(error),
    };
  }
}

export function getMeaningIndex(): Promise<MeaningIndex> {
  return (index ??= MeaningIndex.create(getDatabase().pool));
}

export function getUnreadLabels(): UnreadLabels {
  return (unread ??= new UnreadLabels(getDatabase().pool));
}

/** Reads model and vectors before the first question, where there are labels to be found. */
export async function warmMeaningSearch(): Promise<void> {
  const found = await getMeaningIndex();
  await found.refresh();
  if (found.size > 0) await (await getEmbedder()).embed(["warm"]);
}
