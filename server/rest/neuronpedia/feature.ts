import { BANDS } from "@/domain/collections";
import { tokenStrings, pieceText } from "@/domain/tokens";
import type { CommentDetails } from "../../procedures/comment/queries";
import type { LabelDetails } from "../../procedures/label/queries";
import type { Example, FeatureDashboard, TokenLogit } from "../../procedures/feature/feature-dashboard";
import { neuronpediaExplanation } from "./explanation";

/**
 * A feature in the document shape that Neuronpedia's clients read (field names of its public API; `layer` is the SAE).
 * Figures that are not computed here are empty lists or null, as they are there for features without them.
 */
export function neuronpediaFeature(
  dashboard: FeatureDashboard,
  labels: readonly LabelDetails[],
  comments: readonly CommentDetails[],
) {
  const { address, sae, statistics, top, bands } = dashboard;
  const { model: modelId, sae: layer, index } = address;
  const identity = { modelId, layer, source: layer, index: String(index) };
  const max = statistics?.max ?? 0;
  const bins = statistics?.histogram ?? [];
  return {
    ...identity,
    createdAt: sae.collection?.finishedAt ?? sae.collection?.startedAt ?? null,
    hookName: sae.hookName,
    maxActApprox: max,
    frac_nonzero: statistics?.density ?? 0,
    pos_str: texts(statistics?.promoted),
    pos_values: logits(statistics?.promoted),
    neg_str: texts(statistics?.suppressed),
    neg_values: logits(statistics?.suppressed),
    freq_hist_data_bar_heights: bins,
    freq_hist_data_bar_values: bins.map((_, bin) => ((bin + 0.5) / bins.length) * max),
    logits_hist_data_bar_heights: [],
    logits_hist_data_bar_values: [],
    topkCosSimIndices: [],
    topkCosSimValues: [],
    correlated_features_indices: [],
    correlated_features_l1: [],
    correlated_features_pearson: [],
    correlated_neurons_indices: [],
    correlated_neurons_l1: [],
    correlated_neurons_pearson: [],
    neuron_alignment_indices: [],
    neuron_alignment_l1: [],
    neuron_alignment_values: [],
    vector: [],
    hasVector: false,
    explanations: labels.map((label) => neuronpediaExplanation(address, label)),
    comments: comments.map(({ id, text, author, createdAt }) => ({
      id: String(id),
      text,
      user: { name: author },
      createdAt,
    })),
    lists: [],
    activations: [
      ...top.map((example) => ({
        ...identity,
        ...activation(example),
        binMin: null,
        binMax: null,
        binContains: null,
      })),
      ...bands.flatMap((examples, band) =>
        examples.map((example) => ({
          ...identity,
          ...activation(example),
          binMin: (band / BANDS) * max,
          binMax: ((band + 1) / BANDS) * max,
          binContains: share(statistics?.bandCounts[band], statistics?.activeTokens),
        })),
      ),
    ],
    featurescope: {
      tokensSeen: statistics?.tokensSeen ?? 0,
      activeTokens: statistics?.activeTokens ?? 0,
      activePassages: statistics?.activePassages ?? 0,
      meanActive: statistics?.mean ?? 0,
      collection: sae.collection && {
        state: sae.collection.state,
        tokensDone: sae.collection.tokensDone,
        tokensTotal: sae.collection.tokensTotal,
        engine: sae.collection.engine,
      },
      sha256: { model: sae.model.weightsSha256, sae: sae.weightsSha256, corpus: sae.corpus?.sha256 ?? null },
    },
  };
}

/** Tokens with BOS first and a value for each; `qualifyingTokenIndex` is the peak, as is `maxValueTokenIndex`. */
function activation({ pieces, positions, values, peak, value, passage }: Example) {
  const dense = new Array<number>(pieces.length).fill(0);
  positions.forEach((position, i) => (dense[position] = values[i] ?? 0));
  dense[peak] = value;
  return {
    tokens: tokenStrings(pieces),
    values: dense,
    maxValue: value,
    maxValueTokenIndex: peak,
    minValue: Math.min(...dense),
    qualifyingTokenIndex: peak,
    dataIndex: String(passage),
    dfaValues: [],
    dfaMaxValue: null,
    dfaTargetIndex: null,
  };
}

function share(count: number | undefined, of: number | undefined): number {
  return count && of ? count / of : 0;
}

function texts(tokens: TokenLogit[] | undefined): string[] {
  return (tokens ?? []).map(({ piece }) => pieceText(piece));
}

function logits(tokens: TokenLogit[] | undefined): number[] {
  return (tokens ?? []).map(({ logit }) => logit);
}
