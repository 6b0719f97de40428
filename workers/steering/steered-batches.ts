/** The batches of a compute thread: one for each model with the SAEs that runs of it edit. */
import { FeaturescopeError } from "@/domain/errors";
import type { RunPrompt, RunStep } from "@/domain/steering-run";
import type { ModelRef, SaeRef, SteeredTextRequest } from "../compute/api";
import type { Engine } from "../engine/ops";
import type { LanguageModel } from "../files/language-model";
import { encodePrompt } from "../models/text-tokenizer";
import type { Sae } from "../sae/sae";
import { SteeredBatch } from "./steered-batch";

/** Programs kept although no run uses them; each holds the model's weights once more. */
const KEPT_IDLE = 2;

export interface SteeringParts {
  engine(): Promise<Engine>;
  model(ref: ModelRef): Promise<LanguageModel>;
  sae(ref: SaeRef): Promise<Sae>;
}

export class SteeredBatches {
  /** By hashes; the one used last stands last. */
  private readonly batches = new Map<string, SteeredBatch>();

  constructor(private readonly parts: SteeringParts) {}

  /** @throws FeaturescopeError TOO_LARGE for a prompt that leaves no room; BAD_INPUT for a feature the SAE lacks */
  async start({ run, model: ref, saes, text }: SteeredTextRequest): Promise<RunPrompt> {
    const model = await this.parts.model(ref);
    const { chat, ...rest } = text;
    const prompt = encodePrompt(model.tokenizer, text.prompt, chat);
    const { context } = model.config;
    if (prompt.length >= context)
      throw new FeaturescopeError(
        "TOO_LARGE",
        `The prompt has ${prompt.length} tokens; the model reads ${context} at once, what it writes included.`,
        "Shorten the prompt.",
      );
    const batch = await this.batchOf(model, ref, saes);
    return batch.add(run, { ...rest, prompt });
  }

  async step(): Promise<{ run: string; step: RunStep; ended: boolean }[]> {
    const written: { run: string; step: RunStep; ended: boolean }[] = [];
    for (const batch of this.batches.values()) {
      if (batch.size === 0) continue;
      for (const [run, step] of await batch.step()) written.push({ run, step, ended: !batch.has(run) });
    }
    return written;
  }

  end(run: string): void {
    for (const batch of this.batches.values()) batch.remove(run);
  }

  private async batchOf(model: LanguageModel, ref: ModelRef, refs: readonly SaeRef[]): Promise<SteeredBatch> {
    const key = [ref.sha256, ...refs.map(({ sha256 }) => sha256)].join(" ");
    const known = this.batches.get(key);
    if (known) {
      this.batches.delete(key);
      this.batches.set(key, known);
      return known;
    }
    const saes: Sae[] = [];
    for (const sae of refs) saes.push(await this.parts.sae(sae));
    const batch = await SteeredBatch.create(await this.parts.engine(), model, saes);
    this.batches.set(key, batch);
    const idle = [...this.batches].filter(([other, { size }]) => size === 0 && other !== key);
    for (const [other, old] of idle.slice(0, Math.max(0, idle.length - KEPT_IDLE))) {
      this.batches.delete(other);
      await old.dispose();
    }
    return batch;
  }
}
