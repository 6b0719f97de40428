import { join } from "node:path";
import { Command } from "commander";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { SAME_FEATURE } from "@/domain/stability";
import { chooseEngine } from "@/workers/engine/choose";
import { engineChoice } from "@/workers/engine/engine-choice";
import { writeFileAtomically } from "@/workers/files/atomic-file";
import { readJsonFile } from "@/workers/files/json-file";
import { findAgain, readControls } from "@/workers/sae/training/controls";

interface Options {
  double?: string;
  otherSeed?: string;
  otherText: boolean;
}

export default new Command("controls")
  .description("Put the figures of an SAE's controls beside its own, in its manifest.")
  .argument("<sae>", "folder of a trained SAE")
  .option("--double <folder>", "trained alike with --frozen-decoder")
  .option("--other-seed <folder>", "trained alike with another --seed")
  .option("--other-text", "let controls be trained on another text of the same length, and note it", false)
  .action(async (sae: string, { double, otherSeed: other, otherText }: Options) => {
    if (double === undefined && other === undefined) {
      throw new FeaturescopeError(
        "BAD_INPUT",
        "No control is named.",
        "Name one: --double FOLDER, --other-seed FOLDER.",
      );
    }
    const controls = await readControls(sae, { double, other, otherText });
    const manifest = await readJsonFile(join(sae, "manifest.json"), z.record(z.string(), z.unknown()));
    if (controls.secondSeed && other !== undefined) {
      const { engine } = await chooseEngine(engineChoice("auto"), { threads: 1 });
      const { cosines, foundAgain } = await findAgain(engine, sae, other);
      controls.secondSeed.foundAgain = foundAgain;
      await write(
        join(sae, "stability.json"),
        Array.from(cosines, (cosine) => Number(cosine.toFixed(3))),
      );
      process.stdout.write(
        `${(100 * foundAgain).toFixed(1)} % of the features are found again (mutual nearest, cosine ${SAME_FEATURE} or more)\n`,
      );
    }
    const before = z.record(z.string(), z.unknown()).catch({}).parse(manifest.controls);
    await write(join(sae, "manifest.json"), { ...manifest, controls: { ...before, ...controls } });
  });

const write = (path: string, value: unknown): Promise<void> =>
  writeFileAtomically(path, async (file) => {
    await file.writeFile(
      Array.isArray(value) ? `${JSON.stringify(value)}\n` : `${JSON.stringify(value, null, 2)}\n`,
    );
  });
