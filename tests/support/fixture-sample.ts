import { groupByFeature, packBlock } from "@/workers/dashboards/shard-activations";
import { SAMPLE_SHARD } from "@/workers/labels/sample";
import { DONE } from "./fixture-dashboards";
import { activePassages, isDead } from "./synthetic-features";
import { syntheticPassage } from "./synthetic-text";

/** Passages of the fixture's corpus, all of which a sample for labels reads. */
const PASSAGES = 300;
const CONTEXT = 256;

/** What reading the fixture's corpus with its complete SAE would give: blocks of each shard. @param blocks the first so many */
export function packedFixtureSample(blocks: number): { block: number; shard: number; packed: Uint8Array }[] {
  const passages = Array.from({ length: PASSAGES }, (_, i) => syntheticPassage(i));
  const activations = Array.from({ length: DONE.features }, (_, i) =>
    isDead(i) ? [] : activePassages(i, passages),
  );
  const rows: { block: number; shard: number; packed: Uint8Array }[] = [];
  for (let shard = 0; shard * SAMPLE_SHARD < PASSAGES; shard++) {
    const [first, end] = [shard * SAMPLE_SHARD, (shard + 1) * SAMPLE_SHARD];
    const entries = activations.flatMap((active, feature) =>
      active
        .filter(({ passage }) => passage >= first && passage < end)
        .flatMap(({ passage, positions, values }) =>
          positions.map((position, i) => ({
            feature,
            token: (passage - first) * CONTEXT + position,
            value: values[i] ?? 0,
          })),
        ),
    );
    const part = {
      features: Uint32Array.from(entries, ({ feature }) => feature),
      tokens: Uint32Array.from(entries, ({ token }) => token),
      values: Float32Array.from(entries, ({ value }) => value),
    };
    const grouped = groupByFeature([part], DONE.features);
    for (let block = 0; block < blocks; block++)
      rows.push({ block, shard, packed: packBlock(grouped, block) });
  }
  return rows;
}
