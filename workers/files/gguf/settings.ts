import { FeaturescopeError } from "@/domain/errors";
import { LARGEST_SIZE, MOST_EXPERTS, MOST_LAYERS } from "../configs/common";
import type { GgufValue } from "./value-types";

const MOST: Readonly<Record<string, number>> = { block_count: MOST_LAYERS, expert_count: MOST_EXPERTS };

/** What a GGUF header says of one architecture, by the names after "llama." and the like; it knows what was asked for. */
export class GgufSettings {
  private readonly asked = new Set<string>();

  constructor(
    private readonly values: ReadonlyMap<string, GgufValue>,
    readonly architecture: string,
    readonly file: string,
  ) {}

  has(name: string): boolean {
    return this.values.has(this.key(name));
  }

  /** A size from 1 on. Throws CORRUPT_FILE where it is missing without `otherwise`, or impossible. */
  size(name: string, otherwise?: number): number {
    const value = this.number(name, otherwise);
    const most = MOST[name] ?? LARGEST_SIZE;
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw this.corrupt(`"${this.key(name)}" is ${value}`);
    return value;
  }

  /** A list with one entry a layer is read where all of them are the same; several kinds of layers are not done here. */
  number(name: string, otherwise?: number): number {
    const stored = this.value(name);
    const value: unknown = Array.isArray(stored) && new Set(stored).size === 1 ? stored[0] : stored;
    if (value === undefined && otherwise !== undefined) return otherwise;
    if (Array.isArray(value))
      throw this.unsupported(`"${this.key(name)}" differs from layer to layer, which`);
    if (typeof value !== "number" || !Number.isFinite(value))
      throw this.corrupt(
        value === undefined ? `"${this.key(name)}" is missing` : `"${this.key(name)}" is no number`,
      );
    return value;
  }

  /** Above 0. */
  positive(name: string, otherwise?: number): number {
    const value = this.number(name, otherwise);
    if (!(value > 0)) throw this.corrupt(`"${this.key(name)}" is ${value}`);
    return value;
  }

  optionalPositive(name: string): number | undefined {
    return this.has(name) ? this.positive(name) : undefined;
  }

  value(name: string): GgufValue | undefined {
    this.asked.add(this.key(name));
    return this.values.get(this.key(name));
  }

  /** Throws UNSUPPORTED for a setting of the architecture that nobody has asked for: it may change the numbers. */
  checkAllRead(): void {
    const unread = [...this.values.keys()].find(
      (key) => key.startsWith(`${this.architecture}.`) && !this.asked.has(key),
    );
    if (unread === undefined) return;
    const value = this.values.get(unread);
    throw this.unsupported(`the setting "${unread}"${Array.isArray(value) ? "" : ` (${String(value)})`}`);
  }

  corrupt(what: string): FeaturescopeError {
    return new FeaturescopeError(
      "CORRUPT_FILE",
      `${this.file}: ${what}.`,
      "The header is damaged or of something else than a language model: fetch the file again.",
    );
  }

  unsupported(what: string): FeaturescopeError {
    return new FeaturescopeError(
      "UNSUPPORTED",
      `${this.file}: ${what} is not supported.`,
      "Of GGUF files those of llama, smollm3, qwen2, qwen3, qwen3moe, phi3, olmo2, stablelm, gemma, gemma2, gemma3, gpt2 and gptneox are read, as llama.cpp writes them.",
    );
  }

  private key(name: string): string {
    return `${this.architecture}.${name}`;
  }
}
