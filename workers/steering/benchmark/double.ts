/** The double of an SAE: one trained alike whose decoder stayed at random directions (docs/training.md, Controls). */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { SaeRef } from "../../compute/api";
import type { Engine } from "../../engine/ops";
import { input } from "../../engine/ops-inputs";
import { hashFile } from "../../files/hashes";
import { dataFolder } from "../../files/data-folder";
import { encode } from "../../sae/encode";
import { findSaeFormat } from "../../sae/formats/read";
import { saeFolder } from "../../sae/load";
import { SAE_PREFIX, type Sae } from "../../sae/sae";
import { decoderOf } from "../from-hook";
import type { DoubleDirection } from "./directions";

/** Name of its folder, inside that of the SAE. */
const FOLDER = "double";
/** Tokens encoded at once. */
const TOGETHER = 512;
/** So that a feature that is never active in any text does not win by a trifle; a share of its activation at the peaks. */
const LEAST_DEVIATION = 0.1;

/** The double that lies in the folder of an SAE on this disk; null where none does. */
export async function findDouble({ source, model }: SaeRef): Promise<SaeRef | null> {
  if (source.kind !== "bundled" && source.kind !== "directory") return null;
  const folder = join(await saeFolder(source, dataFolder()), FOLDER);
  if (!existsSync(folder)) return null;
  const { weightsFile } = await findSaeFormat(folder);
  const own =
    source.kind === "bundled"
      ? { ...source, folder: `${source.folder}/${FOLDER}` }
      : { kind: source.kind, path: folder };
  return { source: own, sha256: await hashFile(weightsFile, "sha256", "hex"), model };
}

/**
 * For a feature's contexts the decoder row of the double's feature that stands out most there: by its mean activation
 * less that in any text, in standard deviations of the latter.
 */
export async function openDouble(
  engine: Engine,
  double: Sae,
): Promise<{ direction: DoubleDirection; dispose: () => Promise<void> }> {
  const { dIn, dSae } = double.config;
  const weights = new Map([...double.weights].map(([name, weight]) => [SAE_PREFIX + name, weight] as const));
  const program = await engine.compile(
    {
      name: "double",
      inputs: { x: { dtype: "float32", shape: ["tokens", dIn] } },
      build: (ops, feeds) => ({ features: encode(ops, double, input(feeds, "x")).features }),
    },
    weights,
  );
  const momentsOf = async (streams: Float32Array) => {
    const sums = new Float64Array(dSae);
    const squares = new Float64Array(dSae);
    const tokens = streams.length / dIn;
    for (let first = 0; first < tokens; first += TOGETHER) {
      const data = streams.slice(first * dIn, (first + TOGETHER) * dIn);
      const x = { dtype: "float32" as const, shape: [data.length / dIn, dIn], data };
      const { features } = await program.run({ x });
      (features?.data as Float32Array).forEach((value, i) => {
        if (value === 0) return;
        sums[i % dSae] = (sums[i % dSae] ?? 0) + value;
        squares[i % dSae] = (squares[i % dSae] ?? 0) + value ** 2;
      });
    }
    const mean = sums.map((sum) => sum / tokens);
    return {
      mean,
      deviation: squares.map((sum, j) => Math.sqrt(Math.max(0, sum / tokens - (mean[j] ?? 0) ** 2))),
    };
  };
  let any: Awaited<ReturnType<typeof momentsOf>> | undefined;
  const { directions } = decoderOf(double);
  return {
    async direction(around, background) {
      any ??= await momentsOf(background);
      const { mean } = await momentsOf(around);
      let [best, most] = [0, -Infinity];
      for (let j = 0; j < dSae; j++) {
        const own = mean[j] ?? 0;
        const by = (own - (any.mean[j] ?? 0)) / Math.max(any.deviation[j] ?? 0, LEAST_DEVIATION * own, 1e-9);
        if (by > most) [best, most] = [j, by];
      }
      return directions.slice(best * dIn, (best + 1) * dIn);
    },
    dispose: () => program.dispose(),
  };
}
