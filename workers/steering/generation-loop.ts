/**
 * Runs of this process written together: a run takes part from its first step to its last, and each step writes one
 * token of all. A run that must wait for room is taken in the order of arrival.
 */
import type { RunPrompt, RunStep } from "@/domain/steering-run";
import type { Compute, SteeredTextRequest } from "../compute/api";

/** Rows of one batch: bounded by the memory of the caches, 1.7 MB a row for the demo's model at its full length. */
const MAX_ROWS = 96;

/** A run that was started while a step was under way is missing from that step's answer. */
const MISSES = 2;

export interface RunListener {
  onPrompt(prompt: RunPrompt): void;
  onStep(step: RunStep, index: number): void;
}

interface Writing extends RunListener {
  steps: number;
  /** Answers in a row that did not know of this run. */
  missed: number;
  resolve(): void;
  reject(error: unknown): void;
}

type Steered = Pick<Compute, "startSteered" | "stepSteered" | "endSteered">;

export class GenerationLoop {
  private readonly writing = new Map<string, Writing>();
  private readonly waiting: { rows: number; admit(): void }[] = [];
  private rows = 0;
  private pumping = false;

  constructor(private readonly compute: Steered) {}

  /** Writes a run to its end. Rejects with the signal's reason when it is aborted, at once. */
  async write(request: SteeredTextRequest, signal: AbortSignal, listener: RunListener): Promise<void> {
    const rows = 1 + 2 * request.text.doses.length;
    await this.room(rows, signal);
    try {
      signal.throwIfAborted();
      listener.onPrompt(await this.compute.startSteered(request, signal));
      await this.untilEnd(request.run, signal, listener);
    } finally {
      // harmless for a run that has ended by itself
      await this.compute.endSteered({ run: request.run }).catch(() => undefined);
      this.rows -= rows;
      this.admitWaiting();
    }
  }

  private untilEnd(run: string, signal: AbortSignal, listener: RunListener): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const abort = () => reject(reasonOf(signal));
      signal.addEventListener("abort", abort, { once: true });
      this.writing.set(run, {
        onPrompt: () => undefined,
        onStep: (step, index) => listener.onStep(step, index),
        ...{ steps: 0, missed: 0, resolve, reject },
      });
      if (signal.aborted) abort();
      void this.pump();
    }).finally(() => this.writing.delete(run));
  }

  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    try {
      while (this.writing.size > 0) {
        const written = await this.compute.stepSteered(null);
        for (const { run, step, ended } of written) this.tell(run, step, ended);
        const known = new Set(written.map(({ run }) => run));
        for (const [run, writing] of this.writing) {
          writing.missed = known.has(run) ? 0 : writing.missed + 1;
          // a compute thread that was started anew does not know of it, and it would never end
          if (writing.missed > MISSES) writing.reject(new Error("The compute thread has lost this text."));
        }
      }
    } catch (error) {
      for (const { reject } of this.writing.values()) reject(error);
      this.writing.clear();
    } finally {
      this.pumping = false;
    }
  }

  private tell(run: string, step: RunStep, ended: boolean): void {
    const writing = this.writing.get(run);
    if (!writing) return;
    writing.onStep(step, writing.steps++);
    if (!ended) return;
    this.writing.delete(run);
    writing.resolve();
  }

  private room(rows: number, signal: AbortSignal): Promise<void> {
    if (this.waiting.length === 0 && this.fits(rows)) {
      this.rows += rows;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const entry = {
        rows,
        admit: () => {
          signal.removeEventListener("abort", leave);
          this.rows += rows;
          resolve();
        },
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        reject(reasonOf(signal));
        this.admitWaiting();
      };
      this.waiting.push(entry);
      signal.addEventListener("abort", leave, { once: true });
    });
  }

  private admitWaiting(): void {
    for (let next = this.waiting[0]; next && this.fits(next.rows); next = this.waiting[0]) {
      this.waiting.shift();
      next.admit();
    }
  }

  private fits(rows: number): boolean {
    return this.rows === 0 || this.rows + rows <= MAX_ROWS;
  }
}

const reasonOf = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error("The run was broken off.");
