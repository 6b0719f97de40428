import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataFolder } from "@/workers/files/data-folder";
import { Embedder } from "@/workers/search/embedder";
import { ensureEmbeddingModel } from "@/workers/search/embedding-model";
import { innerProduct, packVector, unpackVector } from "@/workers/search/vector-codec";

interface Reference {
  texts: { text: string; ids: number[]; head: number[] }[];
}
const reference = JSON.parse(
  readFileSync(new URL("./embeddings.json", import.meta.url), "utf8"),
) as Reference;

let embedder: Embedder;
beforeAll(async () => {
  embedder = await Embedder.create(await ensureEmbeddingModel({ dataFolder: dataFolder() }));
}, 300_000);
afterAll(() => embedder.close());

describe("the embedder", () => {
  it("splits texts as the reference does", () => {
    for (const { text, ids } of reference.texts) expect(embedder.encode(text)).toEqual(ids);
  });

  it("gives the reference's vectors, each text by itself", async () => {
    for (const { text, head } of reference.texts) {
      const [vector] = await embedder.embed([text]);
      if (!vector) throw new Error("no vector");
      expect(innerProduct(vector, vector)).toBeCloseTo(1, 5);
      // 8-bit kernels differ a little between processors
      head.forEach((value, i) => expect(Math.abs((vector[i] ?? 0) - value)).toBeLessThan(0.01));
    }
  });

  it("gives a text the same vector in any company", async () => {
    const texts = reference.texts.map(({ text }) => text);
    const together = await embedder.embed(texts);
    const backwards = await embedder.embed(texts.toReversed());
    expect(backwards.toReversed()).toEqual(together);
  });

  it("puts like meanings together", async () => {
    const [dog, puppy, law] = (await embedder.embed([
      "references to dogs",
      "puppies",
      "legal contracts",
    ])) as [Float32Array, Float32Array, Float32Array];
    expect(innerProduct(dog, puppy)).toBeGreaterThan(innerProduct(dog, law) + 0.2);
  });

  it("stores vectors to within rounding", async () => {
    const [vector] = await embedder.embed(["a dragon"]);
    if (!vector) throw new Error("no vector");
    const stored = unpackVector(packVector(vector));
    stored.forEach((value, i) => expect(Math.abs(value - (vector[i] ?? 0))).toBeLessThanOrEqual(1 / 65_000));
  });
});
