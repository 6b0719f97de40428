import { BANDS, HISTOGRAM_BINS, PROMOTED_TOKENS } from "@/domain/collections";
import { packCounts, packPromoted, type PromotedToken } from "@/domain/feature-statistics";
import type { FeatureRecord } from "./records";
import type { TokenIds } from "./token-ids";

/** What the histogram of an export says; its heights are counts of tokens. */
export function figuresOf(record: FeatureRecord) {
  const { maxActApprox: max, freq_hist_data_bar_values: centres } = record;
  const heights = record.freq_hist_data_bar_heights.map(Math.round);
  const histogram = new Uint32Array(HISTOGRAM_BINS);
  const bands = new Uint32Array(BANDS);
  let active = 0;
  let sum = 0;
  heights.forEach((height, i) => {
    const centre = centres[i] ?? 0;
    const place = (bins: number) => Math.min(bins - 1, Math.max(0, Math.ceil((centre / max) * bins) - 1));
    if (height <= 0 || !(max > 0)) return;
    histogram[place(HISTOGRAM_BINS)] = (histogram[place(HISTOGRAM_BINS)] ?? 0) + height;
    bands[place(BANDS)] = (bands[place(BANDS)] ?? 0) + height;
    active += height;
    sum += height * centre;
  });
  const tokensSeen = record.frac_nonzero > 0 ? Math.round(active / record.frac_nonzero) : 0;
  return { histogram, bands, active, mean: active > 0 ? sum / active : 0, tokensSeen };
}

/** A row of `feature`; null where the export has no promoted tokens, as for features that it leaves out. */
export function featureRow(
  collectionId: number,
  record: FeatureRecord,
  { tokensSeen, passages, tokens }: { tokensSeen: number; passages: number; tokens: TokenIds },
) {
  const { histogram, bands, active, mean } = figuresOf(record);
  const listed = (strings: readonly string[], logits: readonly number[]): PromotedToken[] =>
    strings.slice(0, PROMOTED_TOKENS).map((text, i) => ({ id: tokens.idOf(text), logit: logits[i] ?? 0 }));
  const promoted = listed(record.pos_str, record.pos_values);
  const suppressed = listed(record.neg_str, record.neg_values);
  const complete = promoted.length === PROMOTED_TOKENS && suppressed.length === PROMOTED_TOKENS;
  return [
    collectionId,
    record.index,
    tokensSeen,
    active,
    passages,
    record.frac_nonzero,
    record.maxActApprox,
    mean,
    packCounts(histogram),
    packCounts(bands),
    packPromoted(complete ? [...promoted, ...suppressed] : []),
  ] as const;
}
