import type { LanguageModelConfig } from "@/domain/models";
import type { Engine, HostTensor, Program, ProgramSpec, TensorSpec, Weights } from "../../engine/ops";
import { input } from "../../engine/ops-inputs";
import { familyOf } from "../families";
import { freshOutputs, pastInputs, pastOf } from "./cache-tensors";
import { KvCache } from "./kv-cache";

/** Next-token distributions step by step, with the past kept in a KV cache. */
export class Decoder {
  private constructor(
    readonly config: LanguageModelConfig,
    private readonly prefillProgram: Program,
    private readonly stepProgram: Program,
  ) {}

  static async create(engine: Engine, config: LanguageModelConfig, weights: Weights): Promise<Decoder> {
    const prefill = await engine.compile(decodeSpec(config, false), weights);
    return new Decoder(config, prefill, await engine.compile(decodeSpec(config, true), weights));
  }

  /**
   * Reads prompts of one length into a new cache.
   * @returns the distribution after each prompt at `temperature` (1 when it is 0), one row a prompt, [rows, V].
   */
  async prefill(prompts: readonly (readonly number[])[], temperature: number): Promise<[KvCache, Float32Array]> {
    const cache = new KvCache(this.config, prompts.length);
    const time = prompts[0]?.length ?? 0;
    const probabilities = await this.run(this.prefillProgram, cache, prompts.flat(), time, temperature);
    return [cache, probabilities];
  }

  /** Adds one token to every row of the cache. */
  step(cache: KvCache, ids: readonly number[], temperature: number): Promise<Float32Array> {
    return this.run(this.stepProgram, cache, ids, 1, temperature);
  }

  async dispose(): Promise<void> {
    await this.prefillProgram.dispose();
    await this.stepProgram.dispose();
  }

  private async run(
    program: Program,
    cache: KvCache,
    ids: readonly number[],
    time: number,
    temperature: number,
  ): Promise<Float32Array> {
    const shape = [cache.rows, time];
    const positions = Int32Array.from(ids, (_, i) => (cache.lengths[Math.floor(i / time)] ?? 0) + (i % time));
    const outputs = await program.run({
      ids: { dtype: "int32", shape, data: Int32Array.from(ids) },
      positions: { dtype: "int32", shape, data: positions },
      sharpness: { dtype: "float32", shape: [], data: Float32Array.of(1 / (temperature || 1)) },
      ...(program === this.stepProgram ? cache.feeds() : {}),
    });
    cache.append(outputs, new Int32Array(cache.rows).fill(time));
    return (outputs.probabilities as HostTensor).data as Float32Array;
  }
}

function decodeSpec(config: LanguageModelConfig, withPast: boolean): ProgramSpec {
  const inputs: Record<string, TensorSpec> = {
    ids: { dtype: "int32", shape: ["rows", withPast ? 1 : "time"] },
    positions: { dtype: "int32", shape: ["rows", withPast ? 1 : "time"] },
    sharpness: { dtype: "float32", shape: [] },
    ...(withPast ? pastInputs(config) : {}),
  };
  return {
    name: withPast ? "decode-step" : "prefill",
    inputs,
    build(ops, feeds) {
      const past = withPast ? pastOf(config, feeds) : undefined;
      const family = familyOf(config);
      const tokens = { ids: input(feeds, "ids"), positions: input(feeds, "positions"), past };
      const { residual, fresh } = family.forward(ops, config, tokens);
      const logits = ops.reshape(family.unembed(ops, config, ops.slice(residual, 1, -1)), [0, -1]);
      const scaled = ops.mul(logits, input(feeds, "sharpness"));
      return {
        probabilities: ops.softmax(scaled),
        ...freshOutputs(fresh),
      };
    },
  };
}
