import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Pool } from "pg";
import { importRequest } from "@/domain/imports";
import { prepareImport } from "@/workers/import/prepare";
import { registerImport } from "@/workers/import/register-import";
import { tinyGpt2 } from "./files/tiny-gpt2";

const STORIES = ["the dog ran to the park. it was a big dog!", "a cat sat on the mat, and the mat was red."];

/**
 * Registers the tiny GPT-2 with its texts cut into passages of 24 tokens: "stories", which an SAE can be trained on, and
 * "short", which is too short for that.
 */
export async function registerTrainable(pool: Pool, folder: string): Promise<void> {
  const model = await tinyGpt2(join(folder, "tiny-gpt2"));
  for (const [name, lines] of Object.entries({ stories: 600, short: 20 })) {
    const corpus = join(folder, `${name}.jsonl`);
    const texts = Array.from({ length: lines }, (_, i) =>
      JSON.stringify({ text: `${STORIES[i % 2] ?? ""} number ${i}.` }),
    );
    await writeFile(corpus, texts.join("\n"));
    const request = importRequest.parse({ model, corpus, length: 24 });
    const prepared = await prepareImport(request, {
      pool,
      dataFolder: folder,
      tryPairing: () => Promise.reject(new Error("There is no SAE to try.")),
      onStep: () => undefined,
      onFetch: () => undefined,
    });
    await registerImport(pool, request, prepared);
  }
}
