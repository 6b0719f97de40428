import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { isOver } from "@/domain/steering-run";
import { stoppingSignal } from "@/domain/stopping";
import { STEERING_LIMITS, type SteeredFeature, type SteeredVector } from "@/domain/steering";
import { tokenStrings } from "@/domain/tokens";
import { steeringRunUrl } from "@/domain/urls";
import { originOf } from "../../site-origin";
import type { RunView } from "../../procedures/steer/run-view";
import { restApi } from "../api";
import { answerRest } from "../respond";
import { indexText, readBody } from "./body";

const body = z.object({
  prompt: z.string(),
  modelId: z.string(),
  features: z
    .array(
      z.object({
        ...{ modelId: z.string(), layer: z.string() },
        // of a feature, or the id of a vector
        index: z.union([indexText, z.string().min(1).max(40)]),
        // as a client sends it for a vector that was kept without one
        strength: z.number().nullable(),
      }),
    )
    .min(1)
    .max(STEERING_LIMITS.features),
  temperature: z.number().default(0.5),
  n_tokens: z.number().int().default(32),
  freq_penalty: z.number().min(0).max(STEERING_LIMITS.frequencyPenalty).default(0),
  seed: z.number().default(42),
  strength_multiplier: z.number().default(4),
  steer_method: z.enum(["SIMPLE_ADDITIVE", "ORTHOGONAL_DECOMP"]).default("SIMPLE_ADDITIVE"),
});

/** The longest text that a request waits for; the run goes on to be read at its own address. */
const TIMEOUT_MS = 120_000;

/** Their clients' own, for a vector of which nothing was said. */
const DEFAULT_STRENGTH = 10;

const MODES = { SIMPLE_ADDITIVE: "add", ORTHOGONAL_DECOMP: "orthogonal" } as const;

/**
 * A steered text and the default one, answered when both are written. A strength there is a length along the feature's
 * direction, or so many times a vector, times strength_multiplier; here it is in multiples of the feature's maximum, or of
 * the vector.
 */
export function steerText(request: Request): Promise<Response> {
  return answerRest(request, async (headers) => {
    const asked = await readBody(
      request,
      body,
      '{"modelId": "stories15m", "prompt": "Once", "features": [{"modelId": "stories15m", "layer": "3-res-4k", "index": 7, "strength": 5}]}',
    );
    // whoever follows the run and leaves before its end has it paused
    const signal = AbortSignal.any([...[request.signal, stoppingSignal()], AbortSignal.timeout(TIMEOUT_MS)]);
    const api = restApi(request, headers, { signal });
    const features: SteeredFeature[] = [];
    const vectors: SteeredVector[] = [];
    for (const { modelId, layer, index, strength: given } of asked.features) {
      if (modelId !== asked.modelId)
        throw new FeaturescopeError(
          "BAD_INPUT",
          `The feature ${layer}/${index} is one of ${modelId}, and ${asked.modelId} is to be steered.`,
          "Name features of the model itself.",
        );
      const strength = (given ?? DEFAULT_STRENGTH) * asked.strength_multiplier;
      if (!/^\d+$/.test(index)) {
        // an id tells by itself beside which SAE it stands
        vectors.push({ vector: index, mode: MODES[asked.steer_method], strength });
        continue;
      }
      const { statistics } = await api.feature.get({ model: modelId, sae: layer, index });
      if (!statistics || statistics.max <= 0)
        throw new FeaturescopeError(
          "UNSUPPORTED",
          `Feature ${index} of ${layer} has never been active here.`,
          "Strengths are measured by its maximum; steer with another one.",
        );
      features.push({
        sae: layer,
        feature: Number(index),
        mode: MODES[asked.steer_method],
        strength: strength / statistics.max,
      });
    }
    const { id } = await api.steer.start({
      recipe: {
        model: asked.modelId,
        prompt: asked.prompt,
        features,
        vectors,
        temperature: asked.temperature,
        topP: 1,
        frequencyPenalty: asked.freq_penalty,
        seed: Math.abs(Math.trunc(asked.seed)),
        length: asked.n_tokens,
      },
    });
    for await (const _ of await api.steer.watch({ id })) if (signal.aborted) break;
    const run = await api.steer.get({ id });
    if (!isOver(run.status.state) || run.status.notice)
      throw new FeaturescopeError(
        "UNAVAILABLE",
        run.status.notice?.message ?? "The text is not finished yet.",
        run.status.notice?.hint ?? `It goes on at ${steeringRunUrl(id)}.`,
      );
    return {
      DEFAULT: textOf(run, 0),
      STEERED: textOf(run, 1),
      id,
      shareUrl: originOf(request.headers) + steeringRunUrl(id),
      limit: null,
      featurescope: { recipeHash: run.recipeHash },
    };
  });
}

/** Prompt and what was written after it. @param text 0 for the default one */
function textOf({ prompt, steps }: RunView, text: number): string {
  const written = steps.flatMap((step) => step[text]?.piece ?? []);
  return tokenStrings([...(prompt?.pieces.slice(1) ?? []), ...written])
    .join("")
    .replace(/^ /, "");
}
