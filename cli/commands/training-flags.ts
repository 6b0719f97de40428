import type { Command } from "commander";
import { USUAL_BANDWIDTH, USUAL_DECAY_SHARE, usualRate } from "@/domain/training";
import { trainingOptions, type TrainingOptions } from "@/domain/training-options";
import { numberWithin, parseOptions, wholeNumber, wholeNumbers } from "./arguments";

/** What the command line says of what a training computes. */
export interface TrainingFlags {
  hook: string;
  architecture: string;
  features: number;
  k?: number;
  kFrom?: number;
  kAnneal?: number;
  prefixes?: number[];
  frozenDecoder?: boolean;
  initial: string;
  l1: number;
  l0?: number;
  bandwidth?: number;
  sparsityWarmup: number;
  batch: number;
  steps: number;
  rate?: number;
  warmup: number;
  decay?: number;
  schedule: string;
  auxiliary: number;
  deadAfter: number;
  buffer: number;
  seed: number;
}

export const addTrainingFlags = (command: Command): Command =>
  command
    .requiredOption("--hook <name>", "hook point, such as blocks.3.hook_resid_post")
    .option("--architecture <name>", "relu, topk, batchtopk or jumprelu", "batchtopk")
    .requiredOption("--features <n>", "number of features", wholeNumber(1))
    .option("--k <n>", "active features a token (topk, batchtopk)", wholeNumber(1))
    .option("--k-from <n>", "k at the first step, from which it falls to --k", wholeNumber(1))
    .option("--k-anneal <steps>", "steps over which k falls", wholeNumber(1))
    .option(
      "--prefixes <n...>",
      "Matryoshka: numbers of features that reconstruct on their own, beside all",
      wholeNumbers(1),
    )
    .option("--frozen-decoder", "leave the decoder at random directions, as a control")
    .option(
      "--initial <where>",
      "where directions begin: random, or data (activations of drawn tokens)",
      "random",
    )
    .option("--l1 <weight>", "sparsity penalty (relu)", numberWithin(0, 1e6), 0)
    .option("--l0 <weight>", "penalty on the number of active features (jumprelu)", numberWithin(0, 1e6))
    .option(
      "--bandwidth <width>",
      `width of the kernel around thresholds (jumprelu; ${USUAL_BANDWIDTH})`,
      numberWithin(1e-9, 1e6),
    )
    .option(
      "--sparsity-warmup <steps>",
      "steps over which the penalty rises from 0 (relu, jumprelu)",
      wholeNumber(0),
      0,
    )
    .option("--batch <n>", "tokens a step", wholeNumber(1), 2048)
    .option("--steps <n>", "steps", wholeNumber(1), 10_000)
    .option("--rate <r>", "learning rate; 2e-4 / sqrt(features / 16384) when left out", numberWithin(1e-9, 1))
    .option("--warmup <n>", "steps of warm-up", wholeNumber(0), 1000)
    .option(
      "--decay <share>",
      `share of the steps over which the rate falls to 0 (${USUAL_DECAY_SHARE})`,
      numberWithin(0, 1),
    )
    .option(
      "--schedule <name>",
      "how the rate falls: linear, cosine, or constant, where it does not",
      "linear",
    )
    .option("--auxiliary <weight>", "weight of AuxK for dead features", numberWithin(0, 10), 1 / 32)
    .option(
      "--dead-after <n>",
      "tokens without firing after which a feature is dead",
      wholeNumber(1),
      400_000,
    )
    .option("--buffer <n>", "activations mixed in memory, in tokens", wholeNumber(1), 4_000_000)
    .option("--seed <n>", "seed", wholeNumber(0), 0);

/** Throws BAD_INPUT, naming the option, for a value that cannot be and for options that do not go together. */
export function readTrainingFlags(flags: TrainingFlags): TrainingOptions {
  return parseOptions(
    trainingOptions,
    {
      hookName: flags.hook,
      architecture: flags.architecture,
      features: flags.features,
      k: flags.k,
      kFrom: flags.kFrom,
      kAnnealSteps: flags.kAnneal,
      prefixes: flags.prefixes,
      frozenDecoder: flags.frozenDecoder,
      initial: flags.initial,
      l1: flags.l1,
      l0: flags.l0,
      bandwidth: flags.bandwidth ?? (flags.architecture === "jumprelu" ? USUAL_BANDWIDTH : undefined),
      sparsityWarmupSteps: flags.sparsityWarmup,
      batch: flags.batch,
      steps: flags.steps,
      rate: flags.rate ?? usualRate(flags.features),
      warmupSteps: flags.warmup,
      decayShare: flags.decay ?? (flags.schedule === "constant" ? 0 : USUAL_DECAY_SHARE),
      schedule: flags.schedule,
      auxiliary: flags.auxiliary,
      deadAfterTokens: flags.deadAfter,
      bufferTokens: flags.buffer,
      seed: flags.seed,
    },
    "train",
  );
}
