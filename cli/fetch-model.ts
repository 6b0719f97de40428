import { ensureLanguageModel } from "@/workers/files/language-model";
import { readLanguageModelManifest } from "@/workers/files/model-manifest";
import { ProgressBar, type ProgressOutput } from "./progress";

/**
 * The folder of a model that comes with the program, fetched first where it is not there yet, with a progress bar.
 * Throws what ensureLanguageModel throws.
 */
export async function fetchModel(
  id: string,
  { output, ...options }: { dataFolder: string; signal?: AbortSignal; output?: ProgressOutput },
): Promise<string> {
  const { source, title } = await readLanguageModelManifest(id);
  const bar = new ProgressBar(`Fetching ${title}`, megabytes, output);
  try {
    const folder = await ensureLanguageModel(source, {
      ...options,
      onProgress: ({ received, total }) => bar.update(received, total),
    });
    bar.finish(`Fetched ${title}.`);
    return folder;
  } catch (error) {
    bar.finish(`Fetching ${title} was broken off.`);
    throw error;
  }
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
