import { Decoder } from "@/workers/models/generation/decoder";
import { argmax } from "@/workers/models/generation/sampler";
import type { BenchContext } from "../context";
import type { Benchmark, Measurement } from "../measurement";
import { rates, takeTurns } from "../rounds";

const PROMPT = "Once upon a time";
const BATCH = 64;
/** Tokens of each passage that a batch goes on from. */
const BATCH_PROMPT = 8;
/** Rows that may part from the peer's where two tokens are equally probable within rounding. */
const AGREEMENT = 0.95;

const decode: Benchmark = {
  name: "decode",
  async run(context) {
    const { config, weights, tokenizer } = await context.model();
    const decoder = await Decoder.create(context.engine, config, weights);
    const single = [[...tokenizer.encode(PROMPT, { bos: true })]];
    const batch = (await context.passages())
      .map((passage) => [...passage.subarray(0, BATCH_PROMPT)])
      .filter((ids) => ids.length === BATCH_PROMPT);
    const rows = Array.from({ length: BATCH }, (_, i) => batch[i % batch.length] ?? []);
    const tokens = (full: number) => (context.quick ? 16 : full);
    const measured = [
      await measure(context, decoder, "single stream", single, tokens(192)),
      await measure(context, decoder, `batch of ${BATCH}`, rows, tokens(96)),
    ];
    await decoder.dispose();
    return measured;
  },
};

export default decode;

async function measure(
  context: BenchContext,
  decoder: Decoder,
  name: string,
  prompts: readonly (readonly number[])[],
  tokens: number,
): Promise<Measurement> {
  const model = await context.model();
  const job = { model: model.weightsFile, config: model.config, prompts, tokens };
  const peer = await context.startPeer("decode.py", job);
  let ours: number[][] = [];
  let theirs: number[][] = [];
  const turns = await takeTurns(
    context.rounds,
    async () => {
      const start = performance.now();
      ours = await decodeGreedily(decoder, prompts, tokens);
      return (performance.now() - start) / 1000;
    },
    peer &&
      (async () => {
        const reply = await peer.ask("run");
        theirs = reply.ids as number[][];
        return Number(reply.seconds);
      }),
  );
  await peer?.close();
  const same = ours.filter((row, i) => row.join() === theirs[i]?.join()).length / ours.length;
  if (peer && same < AGREEMENT)
    throw new Error(
      `The PyTorch script writes another text in ${(100 * (1 - same)).toFixed(0)} % of the rows.`,
    );
  return {
    what: `greedy decoding with KV cache, ${name}, ${tokens} tokens, 1 thread`,
    unit: "tokens/s",
    ...rates(turns, prompts.length * tokens, peer),
    note: peer ? `${(100 * same).toFixed(0)} % of the texts are the peer's, token for token` : undefined,
  };
}

/** Most probable tokens after each prompt, [prompts, tokens]; goes on behind the end of a text, so that work is fixed. */
async function decodeGreedily(
  decoder: Decoder,
  prompts: readonly (readonly number[])[],
  tokens: number,
): Promise<number[][]> {
  const { vocabulary } = decoder.config;
  const written = prompts.map((): number[] => []);
  const [cache, first] = await decoder.prefill(prompts, 0);
  let probabilities = first;
  for (;;) {
    const next = written.map((_, row) =>
      argmax(probabilities.subarray(row * vocabulary, (row + 1) * vocabulary)),
    );
    written.forEach((ids, row) => ids.push(next[row] ?? 0));
    if ((written[0]?.length ?? tokens) >= tokens) return written;
    probabilities = await decoder.step(cache, next, 0);
  }
}
