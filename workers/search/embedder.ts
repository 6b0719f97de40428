import { readFile } from "node:fs/promises";
import { Tokenizer } from "@huggingface/tokenizers";
import ort from "onnxruntime-node";
import { LONGEST_TEXT, VECTOR_WIDTH, type EmbeddingFiles } from "./embedding-model";

const SEPARATOR = "[SEP]";

/**
 * Texts as unit vectors whose inner product says how alike their meanings are: mean over the last layer's tokens,
 * brought to length 1 (as sentence-transformers does with this model). Runs on the thread that calls it, some
 * milliseconds a text.
 */
export class Embedder {
  private constructor(
    private readonly session: ort.InferenceSession,
    private readonly tokenizer: Tokenizer,
    private readonly separator: number,
  ) {}

  static async create(files: EmbeddingFiles, threads = 1): Promise<Embedder> {
    const [session, json] = await Promise.all([
      ort.InferenceSession.create(files.model, {
        executionProviders: ["cpu"],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        logSeverityLevel: 3,
      }),
      readFile(files.tokenizer, "utf8"),
    ]);
    // padding and truncation are done here, for the lengths of each batch
    const definition = { ...(JSON.parse(json) as object), padding: null, truncation: null };
    const tokenizer = new Tokenizer(definition, {});
    return new Embedder(session, tokenizer, tokenizer.token_to_id(SEPARATOR) ?? 0);
  }

  /** Token ids with [CLS] and [SEP], at most LONGEST_TEXT. */
  encode(text: string): number[] {
    const { ids } = this.tokenizer.encode(text);
    return ids.length <= LONGEST_TEXT ? ids : [...ids.slice(0, LONGEST_TEXT - 1), this.separator];
  }

  /**
   * Unit vectors, one a text, in their order. Each text runs alone: the model's numbers are brought to 8 bits by the
   * range of all that run together, so that in company a text's vector would depend on its neighbours.
   */
  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      signal?.throwIfAborted();
      vectors.push(await this.embedOne(this.encode(text)));
    }
    return vectors;
  }

  private async embedOne(ids: readonly number[]): Promise<Float32Array> {
    const tensor = (value: (id: number) => number) =>
      new ort.Tensor(
        "int64",
        BigInt64Array.from(ids, (id) => BigInt(value(id))),
        [1, ids.length],
      );
    const outputs = await this.session.run({
      input_ids: tensor((id) => id),
      attention_mask: tensor(() => 1),
      token_type_ids: tensor(() => 0),
    });
    return meanDirection(outputs.last_hidden_state?.data as Float32Array);
  }

  close(): Promise<void> {
    return this.session.release();
  }
}

/** @param hidden [tokens, VECTOR_WIDTH] */
function meanDirection(hidden: Float32Array): Float32Array {
  const sum = new Float64Array(VECTOR_WIDTH);
  for (let i = 0; i < hidden.length; i++) {
    const at = i % VECTOR_WIDTH;
    sum[at] = (sum[at] ?? 0) + (hidden[i] ?? 0);
  }
  const norm = Math.sqrt(sum.reduce((total, value) => total + value * value, 0)) || 1;
  return Float32Array.from(sum, (value) => value / norm);
}
