/** A model and an SAE of a researcher's size: GPT-2 small with 24,576 features, random weights, as a collection reads them. */
import { join } from "node:path";
import { Random } from "@/domain/random";
import type { LanguageModelConfig } from "@/domain/models";
import type { HostTensor } from "@/workers/engine/ops";
import { writeSafetensors } from "@/workers/files/safetensors";
import { neededMemory } from "@/workers/import/check-memory";
import { batchPassages } from "@/workers/models/batches";
import { familyOf } from "@/workers/models/families";
import { HookReader } from "@/workers/models/hook-reader";
import { layersUntil } from "@/workers/models/hook-points";
import { calibrateThreshold } from "@/workers/sae/training/calibrate";
import { measureNormalisation } from "@/workers/sae/training/normalisation";
import { randomControl, withThreshold } from "@/workers/sae/training/random-control";
import { sameFigures } from "../agreement";
import { productFlops } from "../flops";
import type { Gpt2Job } from "../own/gpt2";
import type { Peer } from "../peer";
import { spread, type Benchmark } from "../measurement";
import { rates, takeTurns } from "../rounds";

/** Radford et al. 2019, the smallest. */
const GPT2_SMALL: LanguageModelConfig = {
  family: "gpt2",
  layers: 12,
  width: 768,
  heads: 12,
  kvHeads: 12,
  hidden: 3072,
  vocabulary: 50_257,
  context: 1024,
  normEps: 1e-5,
  activation: "gelu-tanh",
  tiedHead: true,
  bos: 50_256,
  eos: 50_256,
};
const FEATURES = 24_576;
const HOOK = "blocks.8.hook_resid_pre";
const ACTIVE = 50;
/** Tokens of a passage, BOS included: those of Neuronpedia's dashboards. */
const LENGTH = 128;

const byo: Benchmark = {
  name: "byo",
  async run(context) {
    const model = { config: GPT2_SMALL, weights: randomWeights(GPT2_SMALL) };
    const random = new Random(2);
    const passages = Array.from({ length: context.quick ? 4 : 12 }, () =>
      Uint32Array.from({ length: LENGTH }, (_, i) =>
        i === 0 ? GPT2_SMALL.bos : Math.floor(random.uniform() * GPT2_SMALL.bos),
      ),
    );
    const reader = await HookReader.create(context.engine, GPT2_SMALL, model.weights, HOOK);
    const activations = await reader.read(passages.slice(0, 4));
    await reader.dispose();
    const shape = {
      config: {
        architecture: "jumprelu",
        dIn: GPT2_SMALL.width,
        dSae: FEATURES,
        hookName: HOOK,
        subtractDecoderBias: true,
      },
      weights: new Map(),
    } as const;
    const open = randomControl(shape, measureNormalisation(activations, GPT2_SMALL.width).mean, 1);
    const sae = withThreshold(open, await calibrateThreshold(context.engine, open, activations, ACTIVE));

    const files = {
      model: join(context.folder, "gpt2.safetensors"),
      sae: join(context.folder, "gpt2-sae.safetensors"),
    };
    await writeSafetensors(files.model, model.weights);
    await writeSafetensors(files.sae, sae.weights);
    const peer = await context.startPeer("gpt2.py", {
      ...files,
      config: GPT2_SMALL,
      layers: layersUntil(HOOK, GPT2_SMALL) - 1,
      batches: batchPassages(passages, GPT2_SMALL.bos).map(({ rows }) =>
        rows.map((row) => [...(passages[row] ?? [])]),
      ),
    });
    const own = await context.startOwn("gpt2.ts", {
      ...files,
      config: GPT2_SMALL,
      saeConfig: sae.config,
      passages: passages.map((passage) => [...passage]),
    } satisfies Gpt2Job);
    const last = { own: await own.ask("run"), peer: await peer?.ask("run") };
    const turn = (side: Peer, name: keyof typeof last) => async () =>
      Number((last[name] = await side.ask("run")).seconds);
    const turns = await takeTurns(context.quick ? 1 : 5, turn(own, "own"), peer && turn(peer, "peer"));
    const counts = last.own.counts as number[];
    const theirs = (last.peer?.counts ?? []) as number[];
    const theirMemory = Number(last.peer?.peakBytes);
    if (peer) sameFigures("feature counts", counts, theirs);

    const tokens = passages.length * (LENGTH - 1);
    const active = counts.reduce((sum, count) => sum + count, 0) / tokens;
    const result = rates(turns, tokens, peer);
    const { width, hidden } = GPT2_SMALL;
    const layers = layersUntil(HOOK, GPT2_SMALL) - 1;
    const flops = layers * (2 * width * (4 * width + 2 * hidden)) + productFlops(1, width, FEATURES);
    const gibibytes = (bytes: number) => spread([bytes / 2 ** 30]);
    return [
      {
        what: `GPT-2 small to ${HOOK}, SAE of ${FEATURES} features (random weights), ${tokens} tokens, 1 thread`,
        unit: "tokens/s",
        ...result,
        shareOfPeak: await context.shareOfPeak(flops * result.value.median),
        note:
          `L0 ${active.toFixed(1)}; ${(flops / 1e6).toFixed(0)} MFLOP a token in products` +
          (peer ? "; counts agree with the peer's" : ""),
      },
      {
        what: "the same: largest resident memory of the whole process",
        unit: "GiB",
        value: gibibytes(Number(last.own.peakBytes)),
        note:
          (peer ? `the peer's: ${(theirMemory / 2 ** 30).toFixed(2)} GiB; ` : "") +
          `\`add\` asks for ${(neededMemory(GPT2_SMALL, sae.config) / 2 ** 30).toFixed(1)} GiB before it begins`,
      },
    ];
  },
};

export default byo;

/** N(0, 0.02) as GPT-2 begins; one million numbers, again and again from other places, since 124 million take seconds. */
function randomWeights(config: LanguageModelConfig): Map<string, HostTensor> {
  const random = new Random(1);
  const table = Float32Array.from({ length: 1_000_003 }, () => 0.02 * random.normal());
  const weights = new Map<string, HostTensor>();
  let at = 0;
  for (const [name, shape] of familyOf(config).weightShapes(config)) {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    if (/ln_\w+\.weight$/.test(name)) data.fill(1);
    else if (name.endsWith(".weight"))
      for (let i = 0; i < data.length; i++) data[i] = table[at++ % table.length] ?? 0;
    weights.set(name, { dtype: "float32", shape, data });
  }
  return weights;
}
