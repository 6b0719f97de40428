import { runEvaluation, type EvaluationFigures } from "../sae/evaluation/run-evaluation";
import type { EvaluationProgress } from "../sae/evaluation/request";
import type { ComputeMethods } from "./api";
import type { Loaded } from "./loaded";

/** How good an SAE is, beside controls. */
export class EvaluationCalls {
  constructor(private readonly loaded: Loaded) {}

  async evaluateSae(
    { sae: ref, evaluation: request }: Parameters<ComputeMethods["evaluateSae"]>[0],
    signal: AbortSignal,
    onProgress: (progress: EvaluationProgress) => void,
  ): Promise<EvaluationFigures> {
    const { engine } = await this.loaded.engine();
    const model = await this.loaded.model(ref.model);
    const sae = await this.loaded.sae(ref);
    return runEvaluation({ engine, model, sae, request, signal, onProgress });
  }
}
