/** What the compute thread needs to run a benchmark; everything can be cloned between threads. */
import type { BenchmarkManifest, Predictor } from "@/domain/steering-benchmark";
import type { SaeRef } from "../../compute/api";

/** Tokens around one peak of a feature, BOS first. */
export interface PeakWindow {
  ids: Uint32Array;
  /** Place of the peak in `ids`. */
  peak: number;
  /** Tokens of the window on which the feature is active; BOS is none of its tokens. */
  active: number;
}

/** A feature that is steered with, and its largest activation over the corpus. */
export interface SteeredWith {
  feature: number;
  max: number;
}

export interface FeatureEvidence extends SteeredWith {
  label: string | null;
  control: SteeredWith | null;
  /** Direction of the vector arm, [d], of any length; null where none is named for the feature. */
  vector: Float32Array | null;
  predictors: Partial<Record<Predictor, number | null>>;
  /** Of passages that labels are written from: what the feature's own contexts are like. */
  heldIn: PeakWindow[];
  /** Of the other passages: what the lexicon is made from. */
  heldOut: PeakWindow[];
}

export interface BenchmarkRequest {
  sae: SaeRef;
  /** For the double arm; null where there is none. */
  double: SaeRef | null;
  manifest: Omit<BenchmarkManifest, "engine">;
  features: FeatureEvidence[];
  /** Passages from all over the corpus: what any text is like. */
  background: Uint32Array[];
  /** Passages that damage is measured on. */
  heldOutText: Uint32Array[];
  /** Of every feature of the SAE, over the corpus: what is a large change of it. */
  deviations: Float32Array;
  /** File that cells are written to as they are measured, and taken from where they are there. */
  log: string;
}

export interface BenchmarkProgress {
  /** Features whose texts are written. */
  done: number;
  total: number;
  message: string;
}
