/**
 * Texts of many runs written together, a token each at every step (continuous batching): a run may join or leave
 * between any two steps. Each run has a row for the model as it is, and two for each dose: the steered model, and the
 * model as it is reading what the steered one writes, for the divergence and the perplexity of every token.
 */
import { Random } from "@/domain/random";
import { scopeGate, type ResolvedEdit, type SteeringScope, type StreamDirection } from "@/domain/steering";
import {
  ALTERNATIVES,
  type RunPrompt,
  type RunStep,
  type TextEnd,
  type WrittenToken,
} from "@/domain/steering-run";
import { endsText, type LanguageModelConfig } from "@/domain/models";
import type { Engine, Feeds, Program, Weights } from "../engine/ops";
import { input } from "../engine/ops-inputs";
import { KvCache } from "../models/generation/kv-cache";
import { penaliseFrequent, sampleToken } from "../models/generation/sampler";
import type { Sae } from "../sae/sae";
import { mostProbable } from "./distribution";
import { editFeeds, placedWeights, type RowEdits } from "./edits";
import { steeredSpec } from "./steered-program";

/** A feature, or a vector at the hook of an SAE; SAEs are numbers in the batch. */
export type EditedWith = { place: number } & ({ feature: number } | { along: StreamDirection });

export interface TextRequest {
  /** BOS first. */
  prompt: readonly number[];
  /** Every feature that is edited, in the recipe's order, then every vector that is edited with. */
  features: readonly EditedWith[];
  /** For each dose the edits with those. */
  doses: readonly (readonly ResolvedEdit[])[];
  scope: SteeringScope;
  temperature: number;
  topP: number;
  /** See the recipe; none when it is left out. */
  frequencyPenalty?: number | undefined;
  seed: number;
  length: number;
  /**
   * Writes the texts with edits alone: no default text beside them, and no rows that read them with the model as it is.
   * The texts are the same; what says how they differ from the default (kl, plain) says nothing.
   */
  bare?: boolean;
}

interface Text {
  ids: number[];
  random: Random;
  ended: boolean;
}

interface Run {
  request: TextRequest;
  /** The default text, then each dose. */
  texts: Text[];
  rows: Row[];
}

interface Row {
  run: Run;
  text: number;
  /** Whether this row reads a steered text with the model as it is. */
  shadow: boolean;
  edits: RowEdits;
  next: Next;
}

/** What a row knows of its next token. */
interface Next {
  log: Float32Array;
  /** At the run's temperature. */
  probabilities: Float32Array;
  kl: number;
}
const UNREAD: Next = { log: new Float32Array(), probabilities: new Float32Array(), kl: NaN };

export class SteeredBatch {
  private readonly runs = new Map<string, Run>();
  private rows: Row[] = [];
  private cache: KvCache;

  private constructor(
    private readonly config: LanguageModelConfig,
    private readonly saes: readonly Sae[],
    private readonly program: Program,
  ) {
    this.cache = new KvCache(config, 0);
  }

  static async create(
    engine: Engine,
    model: { config: LanguageModelConfig; weights: Weights },
    saes: readonly Sae[],
  ): Promise<SteeredBatch> {
    const weights: Weights = new Map([...model.weights, ...placedWeights(saes)]);
    return new SteeredBatch(
      model.config,
      saes,
      await engine.compile(steeredSpec(model.config, saes), weights),
    );
  }

  get size(): number {
    return this.runs.size;
  }

  has(id: string): boolean {
    return this.runs.has(id);
  }

  /** Reads the prompt of a run and lets it take part from the next step on. */
  async add(id: string, request: TextRequest): Promise<RunPrompt> {
    this.remove(id);
    const texts = [null, ...request.doses].map((dose) => ({
      ids: [...request.prompt],
      // the same numbers for every text, so that they differ by the edit alone
      random: new Random(request.seed),
      ended: dose === null && request.bare === true,
    }));
    const run: Run = { request, texts, rows: [] };
    const plain = this.rowEdits(request, null);
    const row = (text: number, edits: RowEdits, shadow = false): Row => ({
      ...{ run, text, shadow, edits },
      next: UNREAD,
    });
    const written = [
      ...(request.bare ? [] : [row(0, plain)]),
      ...request.doses.map((dose, i) => row(i + 1, this.rowEdits(request, dose))),
    ];
    // each by itself: sums over rows of scores round by where in memory a row begins, and a text must not depend on which
    // other doses are asked for
    const cache = new KvCache(this.config, 0);
    let read: RunPrompt["read"] = [];
    for (const [i, one] of written.entries()) {
      const own = new KvCache(this.config, 1);
      const outputs = await this.forward([one], own, [request.prompt]);
      cache.join(own);
      if (i > 0 && !request.bare)
        one.next = { ...one.next, kl: divergence(one.next.log, written[0]?.next.log) };
      else
        read = request.prompt.map((_, token) =>
          this.readings(request, outputs, 0, request.prompt.length, token),
        );
    }
    const shadowed = request.bare ? [] : request.doses;
    // before anything is written, a shadow is what the model as it is has read
    cache.keepRows([...written.keys(), ...shadowed.map(() => 0)]);
    const afterPrompt = written[0]?.next ?? UNREAD;
    const shadows = shadowed.map((_, i) => ({ ...row(i + 1, plain, true), next: afterPrompt }));
    run.rows = [...written, ...shadows];
    this.cache.join(cache);
    this.rows.push(...run.rows);
    this.runs.set(id, run);
    return { ids: [...request.prompt], read };
  }

  /** Writes one token of every text that has not ended; runs without any such text are removed. */
  async step(): Promise<Map<string, RunStep>> {
    const drafts = new Map<Run, RunStep>();
    for (const run of this.runs.values())
      drafts.set(
        run,
        run.texts.map((text, i) => this.draw(run, text, i)),
      );
    this.keep((row) => !this.isFinished(drafts, row));
    if (this.rows.length > 0) {
      const last = this.rows.map(({ run, text }) => run.texts[text]?.ids.slice(-1) ?? []);
      const outputs = await this.forward(this.rows, this.cache, last);
      this.rows.forEach((row, at) => {
        const token = row.shadow ? null : drafts.get(row.run)?.[row.text];
        if (token) token.read = this.readings(row.run.request, outputs, at, 1, 0);
      });
    }
    const steps = new Map<string, RunStep>();
    for (const [id, run] of this.runs) {
      steps.set(id, drafts.get(run) ?? []);
      for (const text of run.texts) text.ended ||= this.endOf(run, text) !== undefined;
      if (run.texts.every(({ ended }) => ended)) this.runs.delete(id);
    }
    this.keep(({ run, text }) => !run.texts[text]?.ended);
    return steps;
  }

  remove(id: string): void {
    const run = this.runs.get(id);
    if (!run) return;
    this.runs.delete(id);
    this.keep((row) => row.run !== run);
  }

  dispose(): Promise<void> {
    return this.program.dispose();
  }

  /** Draws the next token of a text and reads all that is known before the model has read it. */
  private draw(run: Run, text: Text, place: number): WrittenToken | null {
    if (text.ended) return null;
    const own = run.rows.find((row) => row.text === place && !row.shadow)?.next ?? UNREAD;
    const plain = run.rows.find((row) => row.text === place && row.shadow)?.next ?? own;
    const { frequencyPenalty, temperature } = run.request;
    const probabilities =
      frequencyPenalty && temperature > 0
        ? penaliseFrequent(own.probabilities, text.ids, frequencyPenalty)
        : own.probabilities;
    const id = sampleToken(probabilities, run.request, text.random);
    const token: WrittenToken = {
      own: rounded(own.log[id] ?? NaN),
      plain: rounded(plain.log[id] ?? NaN),
      ...(place > 0 ? { kl: rounded(Math.max(0, own.kl)) } : {}),
      top: mostProbable(own.log, ALTERNATIVES).map(({ id, p }): [number, number] => [id, rounded(p)]),
      read: [],
    };
    if (endsText(this.config, id)) {
      text.ended = true;
      return { ...token, end: "eos" };
    }
    text.ids.push(id);
    const end = this.endOf(run, text);
    return { ...token, id, ...(end ? { end } : {}) };
  }

  private endOf({ request }: Run, { ids }: Text): TextEnd | undefined {
    if (ids.length - request.prompt.length >= request.length) return "length";
    return ids.length >= this.config.context ? "context" : undefined;
  }

  private isFinished(drafts: ReadonlyMap<Run, RunStep>, { run, text }: Row): boolean {
    const token = drafts.get(run)?.[text];
    return !token || token.id === undefined;
  }

  private keep(wanted: (row: Row) => boolean): void {
    const kept = this.rows.flatMap((row, i) => (wanted(row) ? [i] : []));
    if (kept.length === this.rows.length) return;
    this.cache.keepRows(kept);
    this.rows = this.rows.filter(wanted);
  }

  /** Reads `tokens` behind the cache, the same number for each row, and sets each row's `next`. */
  private async forward(
    rows: readonly Row[],
    cache: KvCache,
    tokens: readonly (readonly number[])[],
  ): Promise<Feeds> {
    const time = tokens[0]?.length ?? 0;
    const { vocabulary } = this.config;
    const shape = [rows.length, time];
    const before = cache.lengths;
    const positions = Int32Array.from(
      { length: rows.length * time },
      (_, i) => (before[Math.floor(i / time)] ?? 0) + (i % time),
    );
    const gate = new Float32Array(rows.length * time);
    rows.forEach(({ run: { request } }, row) =>
      gate.set(scopeGate(request.scope, request.prompt.length, before[row] ?? 0, time), row * time),
    );
    const sharpness = Float32Array.from(rows, ({ run }) => 1 / (run.request.temperature || 1));
    cache.reserve(1);
    const outputs = await this.program.run({
      ids: { dtype: "int32", shape, data: Int32Array.from(tokens.flat()) },
      positions: { dtype: "int32", shape, data: positions },
      gate: { dtype: "float32", shape: [...shape, 1], data: gate },
      sharpness: { dtype: "float32", shape: [rows.length, 1], data: sharpness },
      plain: { dtype: "int32", shape: [rows.length], data: plainRows(rows) },
      ...cache.feeds(),
      ...editFeeds(
        rows.map(({ edits }) => edits),
        this.saes,
        time,
      ),
    });
    cache.append(outputs, new Int32Array(rows.length).fill(time));
    const part = (name: string, row: number) =>
      (input(outputs, name).data as Float32Array).subarray(row * vocabulary, (row + 1) * vocabulary);
    rows.forEach((row, i) => {
      row.next = {
        log: part("logProbabilities", i),
        probabilities: part("probabilities", i),
        kl: input(outputs, "kl").data[i] ?? NaN,
      };
    });
    return outputs;
  }

  /** Edits by SAE; `dose` null reads the features and changes nothing. */
  private rowEdits({ features }: TextRequest, dose: readonly ResolvedEdit[] | null): RowEdits {
    const edits = features.map(
      ({ place: _place, ...what }, i): ResolvedEdit => dose?.[i] ?? { ...what, mode: "add", target: 0 },
    );
    return this.saes.map((_, place) => edits.filter((_, i) => features[i]?.place === place));
  }

  /** What the recipe's features are at one token of a row, then how far it lies along its vectors. */
  private readings(
    { features }: TextRequest,
    outputs: Feeds,
    row: number,
    time: number,
    token: number,
  ): number[] {
    return features.map((edited, i) => {
      const { data, shape } = input(outputs, `${nameOfReading(edited)}.${edited.place}`);
      const isBeside = (other: EditedWith) =>
        other.place === edited.place && nameOfReading(other) === nameOfReading(edited);
      const slot = features.slice(0, i).filter(isBeside).length;
      return rounded(data[(row * time + token) * (shape[2] ?? 0) + slot] ?? NaN);
    });
  }
}

/** Outputs of the program, by SAE, in which what is edited with has a slot. */
const nameOfReading = (edited: EditedWith) => ("feature" in edited ? "read" : "along");
/** KL(a || b) in nats of two distributions' log probabilities. */
function divergence(a: Float32Array, b: Float32Array = a): number {
  let sum = 0;
  for (let id = 0; id < a.length; id++) sum += Math.exp(a[id] ?? NaN) * ((a[id] ?? NaN) - (b[id] ?? NaN));
  return sum;
}

/**
 * For each row the one that reads the same text with the model as it is; before anything is written, the default's, and
 * itself where that is not there, since engines differ in what a row before the first is.
 */
function plainRows(rows: readonly Row[]): Int32Array {
  return Int32Array.from(rows, (row, i) => {
    if (row.shadow || row.text === 0 || row.run.request.bare) return i;
    const shadow = rows.findIndex(
      (other) => other.run === row.run && other.text === row.text && other.shadow,
    );
    if (shadow >= 0) return shadow;
    const first = rows.findIndex((other) => other.run === row.run && other.text === 0);
    return first >= 0 ? first : i;
  });
}

/** Five digits are more than anybody reads, and a quarter of what JSON would write. */
const rounded = (value: number): number => Number(value.toPrecision(5));
