import type { TraceAnswer } from "@/domain/attribution";
import type { Rewrite } from "@/domain/chain";
import type { LensAnswer } from "@/domain/lens";
import type { BenchmarkCell, BenchmarkResult } from "@/domain/steering-benchmark";
import type { RunPrompt, SteeringCost } from "@/domain/steering-run";
import type { MadeVector } from "@/domain/vectors";
import { LogitLens } from "../lens/logit-lens";
import type { Sae } from "../sae/sae";
import { getEmbedder } from "../search/shared";
import { Attributor } from "../steering/attribution";
import { DeletablePrompt } from "../steering/chain/deletable-prompt";
import { Deleter } from "../steering/chain/deleter";
import type { OpenPrompt } from "../steering/chain/find-chain";
import { readPrompt, tokeniseQuestion } from "../steering/trace-question";
import { OutputScorer, type OutputEffect } from "../steering/output-scores";
import { computeVector, takeVector } from "../steering/make-vector";
import { measureCells } from "../steering/benchmark/measure-cells";
import type { BenchmarkProgress, BenchmarkRequest } from "../steering/benchmark/request";
import { runBenchmark } from "../steering/benchmark/run-benchmark";
import { measureSteeringCost } from "../steering/steering-cost";
import { SteeredBatches } from "../steering/steered-batches";
import type { ComputeMethods, DeletionRequest, SteeredTextRequest, VectorRequest } from "./api";
import { Kept } from "./kept";
import type { Loaded } from "./loaded";

/** Intervening in a model and explaining what it says: steered texts, traces, chains, the lens, the benchmark. */
export class SteeringCalls {
  private readonly attributor = new Kept<Attributor>((attributor) => attributor.dispose());
  private readonly deleter = new Kept<{ deleter: Deleter; prompt: Kept<DeletablePrompt> }>(({ deleter }) =>
    deleter.dispose(),
  );
  private readonly scorer = new Kept<OutputScorer>((scorer) => scorer.dispose());
  private readonly lens = new Kept<LogitLens>((lens) => lens.dispose());
  private readonly steered: SteeredBatches;

  constructor(private readonly loaded: Loaded) {
    this.steered = new SteeredBatches({
      engine: async () => (await loaded.engine()).engine,
      model: (ref) => loaded.model(ref),
      sae: (ref) => loaded.sae(ref),
    });
  }

  startSteered(request: SteeredTextRequest): Promise<RunPrompt> {
    return this.steered.start(request);
  }

  stepSteered() {
    return this.steered.step();
  }

  endSteered({ run }: { run: string }): Promise<null> {
    this.steered.end(run);
    return Promise.resolve(null);
  }

  async measureSteering(
    { model: ref, saes: refs, text, passages }: Parameters<ComputeMethods["measureSteering"]>[0],
    signal: AbortSignal,
  ): Promise<SteeringCost> {
    const { engine } = await this.loaded.engine();
    const model = await this.loaded.model(ref);
    const saes: Sae[] = [];
    for (const sae of refs) saes.push(await this.loaded.sae(sae));
    return measureSteeringCost(passages, text, { engine, model, saes }, signal);
  }

  async makeVector({ sae: ref, from }: VectorRequest): Promise<MadeVector> {
    const { engine } = await this.loaded.engine();
    const sae = await this.loaded.sae(ref);
    if ("numbers" in from) return takeVector(from.numbers, { engine, sae });
    return computeVector(from.texts, from.leftOut, {
      engine,
      model: await this.loaded.model(ref.model),
      sae,
    });
  }

  async tracePrompt(
    { sae, ...question }: Parameters<ComputeMethods["tracePrompt"]>[0],
    signal: AbortSignal,
  ): Promise<TraceAnswer> {
    const model = await this.loaded.model(sae.model);
    const attributor = await this.attributor.get(`${sae.model.sha256} ${sae.sha256}`, async () => {
      const { engine } = await this.loaded.engine();
      return Attributor.create(engine, model, await this.loaded.sae(sae));
    });
    return attributor.attribute({ ...tokeniseQuestion(model, question), signal });
  }

  async openPrompt(request: DeletionRequest): Promise<OpenPrompt> {
    return (await this.loadPrompt(request)).open();
  }

  async shortlistDeletions(request: Parameters<ComputeMethods["shortlistDeletions"]>[0]): Promise<number[]> {
    return (await this.loadPrompt(request)).shortlist(request.removed);
  }

  async deleteActivations(request: Parameters<ComputeMethods["deleteActivations"]>[0]): Promise<number[]> {
    return (await this.loadPrompt(request)).margins(request.sets);
  }

  async rewritePrompt(request: Parameters<ComputeMethods["rewritePrompt"]>[0]): Promise<Rewrite> {
    return (await this.loadPrompt(request)).rewrite(request.removed);
  }

  async scoreOutputs(
    { sae, features }: Parameters<ComputeMethods["scoreOutputs"]>[0],
    signal: AbortSignal,
  ): Promise<OutputEffect[]> {
    const model = await this.loaded.model(sae.model);
    const scorer = await this.scorer.get(`${sae.model.sha256} ${sae.sha256}`, async () =>
      OutputScorer.create((await this.loaded.engine()).engine, model, await this.loaded.sae(sae)),
    );
    return scorer.effects(features, signal);
  }

  async readLens({ model: ref, text, at }: Parameters<ComputeMethods["readLens"]>[0]): Promise<LensAnswer> {
    const model = await this.loaded.model(ref);
    const lens = await this.lens.get(ref.sha256, async () =>
      LogitLens.create((await this.loaded.engine()).engine, model),
    );
    const ids = typeof text === "string" ? model.tokenizer.encode(text, { bos: true }) : text;
    return lens.read(ids, at ?? ids.length - 1);
  }

  async evaluateSteering(
    request: BenchmarkRequest,
    signal: AbortSignal,
    onProgress: (progress: BenchmarkProgress) => void,
  ): Promise<BenchmarkResult> {
    // without the embedding model the similarity in meaning is left out, which is no part of the score
    const embedder = await getEmbedder().catch(() => null);
    const embed = embedder && embedder.embed.bind(embedder);
    return runBenchmark({ ...(await this.benchmarkParts(request)), embed, signal, onProgress });
  }

  async measureCells(
    { benchmark, places }: Parameters<ComputeMethods["measureCells"]>[0],
    signal: AbortSignal,
    onProgress: (progress: BenchmarkProgress) => void,
  ): Promise<BenchmarkCell[]> {
    const parts = { ...(await this.benchmarkParts(benchmark)), embed: null };
    return measureCells({ ...parts, signal, onProgress }, places);
  }

  private async benchmarkParts(request: BenchmarkRequest) {
    const { engine } = await this.loaded.engine();
    const model = await this.loaded.model(request.sae.model);
    const double = request.double && (await this.loaded.otherSae(request.double));
    return { engine, model, sae: await this.loaded.sae(request.sae), double, request };
  }

  /** The search for a chain comes back to its prompt with every step. */
  private async loadPrompt({ sae, prompt, without }: DeletionRequest): Promise<DeletablePrompt> {
    const model = await this.loaded.model(sae.model);
    const ids = readPrompt(model, prompt);
    const kept = await this.deleter.get(`${sae.model.sha256} ${sae.sha256}`, async () => {
      const { engine } = await this.loaded.engine();
      const deleter = await Deleter.create(engine, model, await this.loaded.sae(sae));
      return { deleter, prompt: new Kept<DeletablePrompt>() };
    });
    return kept.prompt.get(JSON.stringify([ids, without]), () =>
      DeletablePrompt.read(kept.deleter, ids, without),
    );
  }
}
