/** The figures of an SAE and of its controls, as the page writes them. */
import { DISTANCE_NAMES } from "@/domain/distances";
import { formatFigure, formatPercent } from "@/domain/format";
import { klScore, meanAbsorption, meanAccuracy } from "@/domain/sae-evaluation";
import type { SaeEvaluationView } from "@/server/procedures/evaluation/get-evaluation";
import type { Column } from "./columns";

export interface Figure {
  name: string;
  /** What it says, and which way is better. */
  meaning: string;
  formula: string;
  /** What SAEBench calls it, where it has the same. */
  saebench?: string;
  /** Null for what has not been measured; left out where the column cannot have it. */
  values: Partial<Record<Column["key"], string | null>>;
}

export function evaluationFigures(view: SaeEvaluationView): Figure[] {
  return [...reconstruction(view), ...probing(view), ...directions(view)];
}

/** How well the SAE stands in for what it reads. */
function reconstruction({ result, sae, training }: SaeEvaluationView): Figure[] {
  const qualities = {
    own: sae.collection?.quality ?? undefined,
    double: training.controls?.frozenDecoder?.quality,
    seed: training.controls?.secondSeed?.quality,
    random: result?.random ?? sae.control ?? undefined,
  };
  type Quality = NonNullable<(typeof qualities)[Column["key"]]>;
  const each = (read: (quality: Quality) => number | null | undefined, write: (value: number) => string) =>
    valuesOf(qualities, read, write);
  const kl = (quality: Quality) => ("klSae" in quality ? quality.klSae : undefined);
  return [
    {
      name: "L0",
      meaning: "Features that are active at a token. Fewer are easier to read, and reconstruct less.",
      formula: "mean number of features above 0 at a token",
      saebench: "l0",
      values: each(({ l0 }) => l0, formatFigure),
    },
    {
      name: "FVU",
      meaning: "Fraction of variance unexplained: what the reconstruction misses. 0 is best.",
      formula: "sum ‖x − x̂‖² / sum ‖x − mean x‖²",
      saebench: "1 − explained_variance",
      values: each(({ fvu }) => fvu, formatFigure),
    },
    {
      name: "CE recovered",
      meaning: "How much of the model’s loss survives with the reconstruction in place. 1 is best.",
      formula: "(CE zero − CE SAE) / (CE zero − CE clean)",
      saebench: "ce_loss_score",
      values: each(({ ceRecovered }) => ceRecovered, formatFigure),
    },
    {
      name: "KL",
      meaning: "How far the predictions of the next token move with the reconstruction in place. 0 is best.",
      formula: "mean KL(clean ‖ SAE) of the next token, in nats",
      saebench: "kl_div_with_sae",
      values: each(kl, formatFigure),
    },
    {
      name: "KL score",
      meaning: "The same as a share of what zero in place of the activations does. 1 is best.",
      formula: "(KL zero − KL SAE) / KL zero",
      saebench: "kl_div_score",
      values: each((quality) => ("klSae" in quality ? klScore(quality) : null), formatFigure),
    },
    {
      name: "dead",
      meaning: "Features that were never active in the text read.",
      formula: "share of features at 0 at every token",
      saebench: "1 − frac_alive",
      values: each(({ dead }) => dead, formatPercent),
    },
  ];
}

/** What can be told from few features, and what they hide. */
function probing({ result }: SaeEvaluationView): Figure[] {
  const accuracies = {
    own: result && meanAccuracy(result.concepts, "features"),
    ...{ double: null, seed: null },
    random: result && meanAccuracy(result.concepts, "random"),
  };
  const absorptions = {
    own: result && meanAbsorption(result.letters, "features"),
    ...{ double: null, seed: null },
    random: result && meanAbsorption(result.letters, "random"),
  };
  return [
    {
      name: "sparse probing, 1 feature",
      meaning:
        "How well a concept of the rule library can be told from the one best feature. 50 % is chance.",
      formula:
        "mean test accuracy of logistic regression on the feature with the largest difference of class means",
      saebench: "sae_top_1_test_accuracy",
      values: valuesOf(accuracies, ({ one }) => one, formatPercent),
    },
    {
      name: "sparse probing, 5 features",
      meaning: "The same from the five best features.",
      formula: "as with 1 feature, on the five with the largest differences",
      saebench: "sae_top_5_test_accuracy",
      values: valuesOf(accuracies, ({ five }) => five, formatPercent),
    },
    {
      name: "full absorption",
      meaning:
        "Words of a letter at which none of the letter’s features is active and another one has wholly taken over. 0 is best.",
      formula:
        "share of the words that a probe tells right; the feature that projects most on the probe has cosine ≥ 0.025 and ≥ 0.4 of the projection",
      saebench: "mean_full_absorption_score",
      values: valuesOf(absorptions, ({ full }) => full, formatPercent),
    },
    {
      name: "absorption fraction",
      meaning: "How much of what says the letter other features have taken over. 0 is best.",
      formula:
        "mean of A / (A + M): projections on the probe of up to three other features, and of the letter’s own",
      saebench: "mean_absorption_fraction_score",
      values: valuesOf(absorptions, ({ fraction }) => fraction, formatPercent),
    },
  ];
}

/** Whether directions and labels mean something. */
function directions({ distances, identity, training }: SaeEvaluationView): Figure[] {
  const best = distances.find(({ coherence }) => coherence !== null);
  const { frozenDecoder, secondSeed } = training.controls ?? {};
  const trained = {
    own: training.coherence,
    double: frozenDecoder?.coherence,
    seed: secondSeed?.coherence,
  };
  return [
    {
      name: best ? `coherence, ${DISTANCE_NAMES[best.distance]}` : "coherence",
      meaning:
        "Whether a feature’s nearest has more words in common with it than a random one, on passages kept aside. 0.5 is chance, 1 best.",
      formula: "AUC over pairs, by the most coherent distance",
      values: {
        own: best?.coherence ? formatFigure(best.coherence.auc) : null,
        ...{ double: null, seed: null },
        random: best?.coherence ? formatFigure(best.coherence.random.auc) : null,
      },
    },
    {
      name: "coherence of directions",
      meaning: "The same by decoder directions alone, as measured after training.",
      formula: "AUC over pairs, by cosine of decoder rows",
      values: valuesOf(trained, ({ auc }) => auc, formatFigure),
    },
    {
      name: "stability",
      meaning: "Features that were found again when the SAE was trained from another random start.",
      formula: "share that are mutual nearest with one of the second seed, at a cosine of 0.7 or more",
      values: { own: secondSeed ? formatPercent(secondSeed.foundAgain) : null },
    },
    {
      name: "identity bits",
      meaning: "Whether labels tell features apart: 100 % where each has a label of its own.",
      formula:
        "entropy of the partition of labelled features by the text of their label / log₂ of their number",
      values: { own: identity === null ? null : formatPercent(identity) },
    },
  ];
}

function valuesOf<Source>(
  sources: Partial<Record<Column["key"], Source | null | undefined>>,
  read: (source: Source) => number | null | undefined,
  write: (value: number) => string,
): Figure["values"] {
  return Object.fromEntries(
    Object.entries(sources).map(([key, source]) => {
      const value = source === null || source === undefined ? null : (read(source) ?? null);
      return [key, value === null || !Number.isFinite(value) ? null : write(value)];
    }),
  );
}
