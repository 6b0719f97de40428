import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { PROJECT_ROOT } from "@/domain/project-root";
import { LeftOutRows } from "@/workers/import/texts/left-out-rows";
import { openCorpusFile, readSamples, type CorpusFileOptions } from "@/workers/import/texts/read-samples";
import type { Sample } from "@/workers/import/texts/sample-of-row";
import { temporaryFolder, type TemporaryFolder } from "../temporary-folder";

/** A file of tests/golden/corpora, as pyarrow 26.0.1 wrote it (make_corpora.py). */
export const golden = (file: string) => join(PROJECT_ROOT, "tests/golden/corpora", file);

export const jsonLines = (texts: readonly unknown[]) =>
  texts.map((text) => JSON.stringify({ text })).join("\n");

/** Writes files of corpora into a folder of the test file, which goes with it, and reads them as an import does. */
export function useCorpusFiles() {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder("corpora");
  });
  afterAll(() => folder.remove());

  async function written(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(folder.path, name);
    await writeFile(path, content);
    return path;
  }

  async function readAll(path: string, options: CorpusFileOptions = {}) {
    const { kind, rows } = await openCorpusFile(path, options);
    const leftOut = new LeftOutRows("file", options.column);
    const samples: Sample[] = [];
    for await (const { sample } of readSamples(rows, options.column, leftOut)) samples.push(sample);
    return { kind, samples, leftOut: leftOut.summary() };
  }

  /** Texts of a file of which nothing is left out. */
  async function read(path: string, options: CorpusFileOptions = {}): Promise<string[]> {
    const { samples, leftOut } = await readAll(path, options);
    expect(leftOut).toBeNull();
    return samples.map((sample) => ("text" in sample ? sample.text : JSON.stringify(sample)));
  }

  return { written, readAll, read };
}
