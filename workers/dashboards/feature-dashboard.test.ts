import { describe, expect, it } from "vitest";
import { unpackActivations } from "@/domain/activation-codec";
import { BAND_SAMPLES, BANDS, HISTOGRAM_BINS, TOP_EXAMPLES } from "@/domain/collections";
import { Random } from "@/domain/random";
import { binOf, buildFeatureDashboard, type FeatureActivations } from "./feature-dashboard";

/** Random activations over passages of 40 tokens; every passage has tokens of its own unless it is a repeat. */
function activationsOf(passages: number, seed: number): FeatureActivations {
  const random = new Random(seed);
  const entries = [];
  for (let passage = 0; passage < passages; passage++) {
    for (let position = 1; position < 40; position++) {
      if (random.uniform() < 0.1)
        entries.push({ passage, position, value: Math.fround(random.uniform() * 9 + 0.01) });
    }
  }
  return {
    passages: Uint32Array.from(entries, (entry) => entry.passage),
    positions: Uint16Array.from(entries, (entry) => entry.position),
    values: Float32Array.from(entries, (entry) => entry.value),
  };
}

const ownTokens = (passage: number) => Array.from({ length: 40 }, (_, i) => passage * 40 + i);

describe("buildFeatureDashboard", () => {
  const activations = activationsOf(300, 1);
  const dashboard = buildFeatureDashboard(7, activations, ownTokens);
  const values = [...activations.values];
  const max = Math.max(...values);
  const peaks = new Map<number, number>();
  values.forEach((value, i) => {
    const passage = activations.passages[i] ?? 0;
    peaks.set(passage, Math.max(peaks.get(passage) ?? 0, value));
  });

  it("agrees with a plain count of the same numbers", () => {
    expect(dashboard.activeTokens).toBe(values.length);
    expect(dashboard.activePassages).toBe(peaks.size);
    expect(dashboard.max).toBe(max);
    expect(dashboard.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 6);
    for (let bin = 0; bin < HISTOGRAM_BINS; bin++) {
      const within = values.filter(
        (v) => v > (bin * max) / HISTOGRAM_BINS && v <= ((bin + 1) * max) / HISTOGRAM_BINS,
      );
      expect(dashboard.histogram[bin]).toBe(within.length);
    }
    expect(dashboard.bands.reduce((sum, count) => sum + count, 0)).toBe(values.length);
  });

  it("shows the passages with the largest peaks, largest first", () => {
    const expected = [...peaks].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, TOP_EXAMPLES);
    const top = dashboard.examples.filter(({ band }) => band === 0);
    expect(top.map(({ passage, value }) => [passage, value])).toEqual(expected);
    expect(top.map(({ rank }) => rank)).toEqual(expected.map((_, rank) => rank));
  });

  it("samples each band among the passages whose peak lies in it", () => {
    for (let band = 1; band <= BANDS; band++) {
      const members = [...peaks]
        .filter(([, peak]) => binOf(peak, max, BANDS) === band - 1)
        .map(([passage]) => passage);
      const sampled = dashboard.examples
        .filter((example) => example.band === band)
        .map(({ passage }) => passage);
      expect(sampled).toHaveLength(Math.min(BAND_SAMPLES, members.length));
      expect(new Set(sampled).size).toBe(sampled.length);
      for (const passage of sampled) expect(members).toContain(passage);
    }
  });

  it("packs every active position of an example's passage", () => {
    for (const { passage, peak, value, packed } of dashboard.examples) {
      const { positions, values: unpacked } = unpackActivations(packed, value);
      const own = values.flatMap((v, i) =>
        activations.passages[i] === passage ? [[activations.positions[i], v] as const] : [],
      );
      expect(positions).toEqual(own.map(([position]) => position));
      unpacked.forEach((v, i) =>
        expect(Math.abs(v - (own[i]?.[1] ?? 0))).toBeLessThanOrEqual(value / 131_000),
      );
      expect(own.find(([position]) => position === peak)?.[1]).toBe(value);
    }
  });

  it("samples differently for another feature", () => {
    const other = buildFeatureDashboard(8, activations, ownTokens);
    const sampled = (examples: typeof other.examples) =>
      examples.filter(({ band }) => band === 1).map(({ passage }) => passage);
    expect(sampled(other.examples)).not.toEqual(sampled(dashboard.examples));
  });

  it("folds passages with the same tokens around the peak into the strongest, ties into the first", () => {
    const three = {
      passages: Uint32Array.of(0, 1, 2),
      positions: Uint16Array.of(20, 20, 20),
      values: Float32Array.of(2, 3, 3),
    };
    const same = () => Array.from({ length: 40 }, (_, i) => i);
    const top = buildFeatureDashboard(0, three, same).examples.filter(({ band }) => band === 0);
    expect(top.map(({ passage }) => passage)).toEqual([1]);
    // A difference outside the window does not matter, one inside does.
    const far = (passage: number) => same().map((id, i) => (i === 0 ? 100 + passage : id));
    expect(buildFeatureDashboard(0, three, far).examples.filter(({ band }) => band === 0)).toHaveLength(1);
    const near = (passage: number) => same().map((id, i) => (i === 28 ? 100 + passage : id));
    expect(buildFeatureDashboard(0, three, near).examples.filter(({ band }) => band === 0)).toHaveLength(3);
  });

  it("is empty, not broken, for a feature that never fires", () => {
    const none = buildFeatureDashboard(0, activationsOf(0, 1), ownTokens);
    expect(none).toMatchObject({ activeTokens: 0, activePassages: 0, max: 0, mean: 0, examples: [] });
  });
});
