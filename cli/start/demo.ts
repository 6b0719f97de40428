import { ensureLanguageModel } from "@/workers/files/language-model";
import { readLanguageModelManifest } from "@/workers/files/model-manifest";
import { ProgressBar } from "../progress";

const DEMO_MODEL = "stories15m";

/** Fetches the demo's language model when it is not in the data folder yet, with a progress bar. */
export async function fetchDemoModel(dataFolder: string, signal: AbortSignal): Promise<void> {
  const { source, title } = await readLanguageModelManifest(DEMO_MODEL);
  const bar = new ProgressBar(`Fetching ${title}`, megabytes);
  await ensureLanguageModel(source, {
    dataFolder,
    signal,
    onProgress: ({ received, total }) => bar.update(received, total),
  }).catch((error: unknown) => {
    bar.finish(`Fetching ${title} was broken off.`);
    throw error;
  });
  bar.finish(`Fetched ${title}.`);
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
