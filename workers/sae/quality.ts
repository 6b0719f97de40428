/**
 * How well an SAE stands in for the residual stream (formulas: docs/formats.md). Three runs of the model over the
 * same passages: as it is, with the hook's activations replaced by the reconstruction, and replaced by zero.
 * BOS, and special tokens where a collection leaves them out, stay as they are and are left out of every figure; tokens
 * with outlying norms are left out of the figures alone.
 */
import type { SaeQuality } from "@/domain/collections";
import { saeOutput, type LanguageModelConfig } from "@/domain/models";
import type { Engine, HostTensor, Ops, Program, Weights } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { batchPassages, nextTokens, type PassageBatch } from "../models/batches";
import { familyOf } from "../models/families";
import type { LeftOut } from "../dashboards/left-out";
import { encode } from "./encode";
import { jointWeights, type Sae } from "./sae";
import { UnexplainedVariance } from "./unexplained-variance";

/** Most tokens at once. */
const BATCH_TOKENS = 768;
/** Of [tokens, vocabulary] log probabilities of one run, of which three are compared: large vocabularies get smaller batches. */
const LARGEST_LOGITS = 160 << 20;
const tokensAtOnce = (vocabulary: number): number =>
  Math.max(1, Math.min(BATCH_TOKENS, Math.floor(LARGEST_LOGITS / (4 * vocabulary))));

export interface QualityOptions {
  engine: Engine;
  model: { config: LanguageModelConfig; weights: Weights };
  sae: Sae;
  signal?: AbortSignal;
  /** Tokens that stay as they are and are left out of every figure, as BOS is. */
  leftOut?: LeftOut | null;
  onProgress?: (tokens: number, total: number) => void;
}

export async function measureQuality(
  passages: readonly ArrayLike<number>[],
  options: QualityOptions,
): Promise<SaeQuality> {
  const { model, sae } = options;
  const program = await compileQuality(options);
  try {
    const sums = new QualitySums(sae.config.dIn, saeOutput(sae.config).width, sae.config.dSae);
    const total = passages.reduce((sum, passage) => sum + Math.max(0, passage.length - 1), 0);
    for (const batch of batchPassages(passages, model.config.bos, tokensAtOnce(model.config.vocabulary))) {
      options.signal?.throwIfAborted();
      const { ids, positions } = batch;
      const replaced = replacedTokens(batch, options.leftOut?.special);
      const outputs = await program.run({ ids, positions, targets: nextTokens(batch), replaced });
      sums.add(batch, outputs, options.leftOut);
      options.onProgress?.(sums.tokens, total);
    }
    return sums.finish();
  } finally {
    await program.dispose();
  }
}

/** 1 for tokens behind BOS whose activation is replaced, 0 for those that stay as they are. */
function replacedTokens(
  { rows, time, ids }: PassageBatch,
  special: ReadonlySet<number> = new Set(),
): HostTensor {
  const data = new Float32Array(rows.length * (time - 1));
  for (let row = 0, n = 0; row < rows.length; row++)
    for (let t = 1; t < time; t++, n++) data[n] = special.has(ids.data[row * time + t] as number) ? 0 : 1;
  return { dtype: "float32", shape: [rows.length, time - 1, 1], data };
}

function compileQuality({ engine, model, sae }: QualityOptions): Promise<Program> {
  const { config } = model;
  const tokens = { dtype: "int32", shape: ["rows", "time"] } as const;
  return engine.compile(
    {
      name: "sae-quality",
      brief: true,
      inputs: {
        ...{ ids: tokens, positions: tokens, targets: tokens },
        replaced: { dtype: "float32", shape: ["rows", "behind", 1] },
      },
      build(ops, inputs) {
        const target = saeOutput(sae.config).hookName;
        const read = <T>(
          o: Ops<T>,
          feeds: Readonly<Record<string, T>>,
          hook: (name: string, x: T) => T,
        ): T => {
          const family = familyOf(config);
          const tokens = { ids: input(feeds, "ids"), positions: input(feeds, "positions") };
          const { residual } = family.forward(o, config, tokens, { hook });
          return o.logSoftmax(family.unembed(o, config, residual));
        };
        type Tensor = (typeof inputs)[string];
        const afterBos = (x: Tensor) => ops.slice(x, 1, 1);
        const replaced = input(inputs, "replaced");
        const stays = ops.sub(ops.constant(1), replaced);
        const replace = (x: Tensor, made: Tensor) =>
          ops.concat(
            [ops.slice(x, 1, 0, 1), ops.add(ops.mul(made, replaced), ops.mul(afterBos(x), stays))],
            1,
          );
        const seen: Record<string, Tensor> = {};
        const clean = read(ops, inputs, (name, x) => {
          if (name === target) seen.x = afterBos(x);
          return x;
        });
        const spliced = read(ops, inputs, (name, x) => {
          if (name === sae.config.hookName) {
            seen.read = afterBos(x);
            const { features, decode } = encode(ops, sae, seen.read);
            seen.features = features;
            seen.reconstruction = decode(features);
          }
          return name === target ? replace(x, input(seen, "reconstruction")) : x;
        });
        const zeroed = read(ops, inputs, (name, x) =>
          name === target ? replace(x, ops.mul(afterBos(x), ops.constant(0))) : x,
        );
        const targets = input(inputs, "targets");
        const probabilities = ops.exp(clean);
        const klFrom = (other: Tensor) => ops.sum(ops.mul(probabilities, ops.sub(clean, other)), -1, false);
        return {
          clean: ops.pick(clean, targets),
          ...{ spliced: ops.pick(spliced, targets), splicedKl: klFrom(spliced) },
          ...{ zeroed: ops.pick(zeroed, targets), zeroedKl: klFrom(zeroed) },
          ...seen,
        };
      },
    },
    jointWeights(model, sae),
  );
}

class QualitySums {
  tokens = 0;
  private predicted = 0;
  private readonly ce = { clean: 0, spliced: 0, zeroed: 0 };
  private readonly kl = { spliced: 0, zeroed: 0 };
  private activeCount = 0;
  private readonly unexplained: UnexplainedVariance;
  private readonly fired: Uint8Array;

  /**
   * @param read width of what the SAE reads
   * @param width of what it stands for
   */
  constructor(
    private readonly read: number,
    width: number,
    private readonly features: number,
  ) {
    this.unexplained = new UnexplainedVariance(width);
    this.fired = new Uint8Array(features);
  }

  add(batch: PassageBatch, outputs: Record<string, HostTensor>, leftOut?: LeftOut | null): void {
    const data = (name: string) => input(outputs, name).data;
    const x = data("x");
    const read = data("read");
    const features = data("features");
    const reconstruction = data("reconstruction");
    batch.lengths.forEach((length, row) => {
      for (let t = 1; t < length; t++) {
        const token = row * (batch.time - 1) + t - 1; // BOS was cut off before these outputs
        const id = batch.ids.data[row * batch.time + t] as number;
        if (leftOut?.has(id, read as Float32Array, token, this.read)) continue;
        this.tokens++;
        this.unexplained.add(x, reconstruction, token);
        for (let i = 0, at = token * this.features; i < this.features; i++, at++) {
          if ((features[at] as number) > 0) {
            this.activeCount++;
            this.fired[i] = 1;
          }
        }
        if (t + 1 >= length) continue; // nothing follows the last token
        this.predicted++;
        for (const name of ["clean", "spliced", "zeroed"] as const) {
          this.ce[name] -= data(name)[row * batch.time + t] as number;
        }
        for (const name of ["spliced", "zeroed"] as const)
          this.kl[name] += data(`${name}Kl`)[row * batch.time + t] as number;
      }
    });
  }

  finish(): SaeQuality {
    const [clean, spliced, zeroed] = [this.ce.clean, this.ce.spliced, this.ce.zeroed].map(
      (ce) => ce / this.predicted,
    );
    const [ceClean, ceSae, ceZero] = [clean ?? NaN, spliced ?? NaN, zeroed ?? NaN];
    return {
      tokens: this.tokens,
      l0: this.activeCount / this.tokens,
      fvu: this.unexplained.share(),
      ceClean,
      ceSae,
      ceZero,
      ceRecovered: (ceZero - ceSae) / (ceZero - ceClean),
      klSae: this.kl.spliced / this.predicted,
      klZero: this.kl.zeroed / this.predicted,
      dead: 1 - this.fired.reduce((alive, fired) => alive + fired, 0) / this.features,
      deadTokens: this.tokens,
    };
  }
}
