import { resolveEdit, type FeatureEdit } from "@/domain/steering";
import { promptOf, signedDose, type CellPlace } from "@/domain/steering-arms";
import { isDirection } from "@/domain/steering-benchmark";
import type { Engine } from "../../engine/ops";
import type { LanguageModel } from "../../files/language-model";
import { HookReader } from "../../models/hook-reader";
import { encodePrompt } from "../../models/text-tokenizer";
import type { Sae } from "../../sae/sae";
import type { DamagingEdit } from "./damage";
import { decoderOf } from "../from-hook";
import { SteeredBatch } from "../steered-batch";
import { directionPlace, makeDirections } from "./directions";
import { openDouble } from "./double";
import type { BenchmarkRequest, FeatureEvidence } from "./request";
import { writeTexts, type WrittenCell } from "./write-texts";

export interface BenchmarkParts {
  engine: Engine;
  model: LanguageModel;
  sae: Sae;
  /** Trained alike with a frozen decoder; null where there is none. */
  double: Sae | null;
  request: Pick<BenchmarkRequest, "features" | "background" | "manifest">;
}

/**
 * Writes the texts of any cells: of all, or of one alone, which comes to the same tokens. Features and directions are two
 * batches, so that a feature's text is written by the program of the playground.
 */
export class CellWriter {
  private constructor(
    private readonly parts: BenchmarkParts,
    private readonly directions: Sae,
    private readonly features: SteeredBatch,
    private readonly others: SteeredBatch,
    private readonly places: ReadonlyMap<number, number>,
  ) {}

  static async create(parts: BenchmarkParts): Promise<CellWriter> {
    const { engine, model, sae, request } = parts;
    const { features, background, manifest } = request;
    const { seed } = manifest.grid;
    const reader = await HookReader.create(engine, model.config, model.weights, sae.config.hookName);
    const double = parts.double && (await openDouble(engine, parts.double));
    const directions = await makeDirections(reader, sae, features, background, {
      ...{ seed, double: double?.direction },
    });
    await double?.dispose();
    await reader.dispose();
    return new CellWriter(
      parts,
      directions,
      await SteeredBatch.create(engine, model, [sae]),
      await SteeredBatch.create(engine, model, [directions]),
      new Map(features.map(({ feature }, place) => [feature, place])),
    );
  }

  async dispose(): Promise<void> {
    await this.features.dispose();
    await this.others.dispose();
  }

  /** Token ids that follow the prompts, in the order of `places`. */
  async write(places: readonly CellPlace[], signal?: AbortSignal): Promise<number[][]> {
    const { grid } = this.parts.request.manifest;
    const ofFeatures: [number, WrittenCell][] = [];
    const ofOthers: [number, WrittenCell][] = [];
    places.forEach((place, i) => {
      const cell = { place, prompt: this.promptIds(place), edit: this.editOf(place) };
      (isDirection(place.arm) ? ofOthers : ofFeatures).push([i, cell]);
    });
    const written: number[][] = places.map(() => []);
    for (const [batch, cells] of [
      [this.features, ofFeatures],
      [this.others, ofOthers],
    ] as const) {
      const texts = await writeTexts(
        batch,
        cells.map(([, cell]) => cell),
        grid,
        signal,
      );
      cells.forEach(([i], n) => (written[i] = texts[n] ?? []));
    }
    return written;
  }

  /** The prompt as the cell's arm gives it to the model, BOS first. */
  promptIds(place: CellPlace): number[] {
    const { grid } = this.parts.request.manifest;
    const prompt = promptOf(grid, place, this.evidenceOf(place).label ?? "");
    return encodePrompt(this.parts.model.tokenizer, prompt, grid.chat ? [] : undefined);
  }

  /** The same edit on any stream; null for arms that edit nothing. */
  damageOf(place: CellPlace): DamagingEdit | null {
    if (place.arm === "none" || place.arm === "prefix") return null;
    const { feature, mode, target } = this.editOf(place);
    const { directions, width } = decoderOf(isDirection(place.arm) ? this.directions : this.parts.sae);
    return {
      dose: place.dose,
      direction: directions.subarray(feature * width, (feature + 1) * width),
      by: (f) => (mode === "clamp" ? target - f : target),
      feature: isDirection(place.arm) ? null : feature,
    };
  }

  private editOf(place: CellPlace): FeatureEdit {
    const { manifest, features } = this.parts.request;
    const evidence = this.evidenceOf(place);
    const strength = signedDose(place);
    const { mode } = manifest.grid;
    switch (place.arm) {
      case "none":
      case "prefix":
        return { feature: place.feature, mode: "add", target: 0 };
      case "feature":
      case "wrong-sign":
        return resolveEdit({ sae: "", feature: place.feature, mode, strength }, evidence.max);
      case "random-feature": {
        const control = evidence.control ?? evidence;
        return resolveEdit({ sae: "", feature: control.feature, mode, strength }, control.max);
      }
      case "random-direction":
      case "diff-mean":
      case "double":
      case "vector": {
        const at = this.places.get(place.feature) ?? 0;
        const feature = directionPlace(place.arm, at, features.length);
        return { feature, mode: "add", target: strength * evidence.max };
      }
    }
  }

  private evidenceOf({ feature }: CellPlace): FeatureEvidence {
    const evidence = this.parts.request.features[this.places.get(feature) ?? -1];
    if (!evidence) throw new Error(`Feature ${feature} is not in this benchmark.`);
    return evidence;
  }
}
