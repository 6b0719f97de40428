/**
 * Figures of an SAE beside those of its controls: one trained alike whose decoder stayed at random directions (its
 * double; Korznikov et al. 2026), and one from another seed, in which real features are found again (Paulo and Belrose
 * 2025, arXiv 2501.16615).
 */
import { join } from "node:path";
import { z } from "zod";
import { saeQuality } from "@/domain/collections";
import { FeaturescopeError } from "@/domain/errors";
import { isFoundAgain } from "@/domain/stability";
import type { Engine } from "../../engine/ops";
import { readJsonFile } from "../../files/json-file";
import { decoderDirections, NearestDirections, type NearestRows } from "../../maps/nearest-directions";
import { readSaelens } from "../formats/saelens";

const coherence = z.object({ auc: z.number(), overlap: z.number() });

const trained = z.looseObject({
  model: z.string(),
  options: z.record(z.string(), z.unknown()),
  corpora: z.array(z.looseObject({ sha256: z.string(), tokens: z.number() })),
  quality: saeQuality,
  coherence: coherence.nullish(),
});
type Trained = z.infer<typeof trained>;

interface Control extends Pick<Trained, "quality" | "coherence"> {
  /** Where it was trained on another text of the same length. */
  otherText?: true;
}

export interface Controls {
  frozenDecoder?: Control;
  secondSeed?: Control & {
    seed: unknown;
    /** Share of features that are mutual nearest with one of the other seed at SAME_FEATURE or more. */
    foundAgain: number;
  };
}

/** What may differ between an SAE and a control; a frozen decoder is at random directions wherever the SAE began. */
const DIFFERS = { frozenDecoder: ["frozenDecoder", "initial"], secondSeed: ["seed"] } as const;

/** Part of its length by which another text may be shorter or longer. */
const OTHER_LENGTH = 0.01;

/**
 * With `otherText` a text of the same length will do, and it is noted: one that was sampled is written again to the same
 * tokens on the same kind of processor only.
 * @throws BAD_INPUT where a control was trained otherwise than the SAE in anything but what makes it a control
 */
export async function readControls(
  folder: string,
  { double, other, otherText = false }: { double?: string; other?: string; otherText?: boolean },
): Promise<Controls> {
  const own = await readManifest(folder);
  const controls: Controls = {};
  if (double !== undefined) {
    const found = await readManifest(double);
    checkAlike(own, found, double, DIFFERS.frozenDecoder);
    const text = checkText(own, found, double, otherText);
    if (found.options.frozenDecoder !== true) throw unlike(double, "was not trained with --frozen-decoder");
    controls.frozenDecoder = { quality: found.quality, coherence: found.coherence, ...text };
  }
  if (other !== undefined) {
    const found = await readManifest(other);
    checkAlike(own, found, other, DIFFERS.secondSeed);
    const text = checkText(own, found, other, otherText);
    const { seed } = found.options;
    if (seed === own.options.seed) throw unlike(other, "has the same seed");
    const figures = { quality: found.quality, coherence: found.coherence, foundAgain: NaN };
    controls.secondSeed = { seed, ...figures, ...text };
  }
  return controls;
}

/**
 * For each feature of the SAE in `folder` the cosine to its nearest in `other`, negative where that one has a nearer one
 * itself; and the share found again.
 */
export async function findAgain(
  engine: Engine,
  folder: string,
  other: string,
): Promise<{ cosines: Float32Array; foundAgain: number }> {
  const [own, its] = await Promise.all(
    [folder, other].map(async (path) => decoderDirections(await readSaelens(path))),
  );
  if (!own || !its) throw new TypeError("Two SAEs are compared.");
  const there = await nearest(engine, own, its);
  const back = await nearest(engine, its, own);
  const cosines = Float32Array.from(there.cosines, (cosine, f) =>
    back.ids[there.ids[f] as number] === f ? cosine : -Math.abs(cosine),
  );
  return { cosines, foundAgain: cosines.filter(isFoundAgain).length / cosines.length };
}

async function nearest(
  engine: Engine,
  from: ReturnType<typeof decoderDirections>,
  to: ReturnType<typeof decoderDirections>,
): Promise<NearestRows> {
  const search = await NearestDirections.create(engine, from, to, { wanted: 1, own: false });
  try {
    return await search.find(0, search.rows);
  } finally {
    await search.dispose();
  }
}

const readManifest = (folder: string): Promise<Trained> =>
  readJsonFile(join(folder, "manifest.json"), trained);

function checkAlike(own: Trained, found: Trained, folder: string, differs: readonly string[]): void {
  if (found.model !== own.model) throw unlike(folder, `is of the model ${found.model}, not ${own.model}`);
  for (const name of new Set([...Object.keys(own.options), ...Object.keys(found.options)])) {
    const [a, b] = [own.options[name], found.options[name]].map((value) =>
      value === undefined ? "nothing" : JSON.stringify(value),
    );
    if (!differs.includes(name) && a !== b) throw unlike(folder, `was trained with ${name} ${b}, not ${a}`);
  }
}

function checkText(
  own: Trained,
  found: Trained,
  folder: string,
  otherText: boolean,
): Pick<Control, "otherText"> {
  const hashes = ({ corpora }: Trained) => corpora.map(({ sha256 }) => sha256).join();
  if (hashes(found) === hashes(own)) return {};
  if (!otherText) throw unlike(folder, "was trained on another text");
  const length = ({ corpora }: Trained) => corpora.reduce((sum, { tokens }) => sum + tokens, 0);
  const [its, ours] = [length(found), length(own)];
  if (Math.abs(its / ours - 1) > OTHER_LENGTH)
    throw unlike(folder, `was trained on a text of ${its} tokens, not of ${ours}`);
  return { otherText: true };
}

const unlike = (folder: string, how: string) =>
  new FeaturescopeError(
    "BAD_INPUT",
    `${folder} is no control of this SAE: it ${how}.`,
    "Train the control with the same command and only the one difference.",
  );
