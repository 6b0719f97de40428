/**
 * dictionary_learning (Marks, Karvonen): a folder with ae.pt, a state dictionary, and config.json of the training run.
 * Source: dictionary_learning 0.1.0, buffer.py and training.py.
 */
import { join } from "node:path";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { readJsonFile } from "../../files/json-file";
import { readTorchFile } from "../../files/torch-file";
import type { Sae } from "../sae";
import { otherKind } from "./other-kinds";
import { hookFromWords, needHook, type ReadSaeOptions } from "./common";
import { DICTIONARY_CLASSES, readDictionaryClass } from "./dictionary-classes";

const trainer = z.looseObject({
  dict_class: z.string(),
  layer: z.number().int().nonnegative().nullish(),
  submodule_name: z.string().nullish(),
  lm_name: z.string().nullish(),
  k: z.number().int().positive().nullish(),
});
const config = z.looseObject({
  trainer,
  buffer: z
    .looseObject({
      ctx_len: z.number().int().positive().nullish(),
      /** Whether what goes into the module was read, or what comes out of it. */
      io: z.string().nullish(),
    })
    .nullish(),
});

/** Throws NOT_FOUND, CORRUPT_FILE, UNSUPPORTED, or BAD_INPUT where config.json does not tell the hook. */
export async function readDictionaryLearning(folder: string, options: ReadSaeOptions): Promise<Sae> {
  const configFile = join(folder, "config.json");
  const path = join(folder, "ae.pt");
  const { trainer, buffer } = await readJsonFile(configFile, config);
  const { dict_class: name, layer, submodule_name: site } = trainer;
  if (!Object.hasOwn(DICTIONARY_CLASSES, name))
    throw (
      otherKind(configFile, name) ??
      new FeaturescopeError(
        "UNSUPPORTED",
        `${configFile}: dict_class "${name}" is not supported.`,
        `Supported are ${Object.keys(DICTIONARY_CLASSES).join(", ")}.`,
      )
    );
  const io = buffer?.io ?? "out";
  if (io !== "out" && io !== "in")
    throw new FeaturescopeError(
      "UNSUPPORTED",
      `${configFile}: it reads at one place and writes at another (io "${io}").`,
      "Supported are dictionaries of what goes into a module, or of what comes out of it.",
    );
  const { weights, ...part } = readDictionaryClass(
    name,
    await readTorchFile(path),
    path,
    trainer.k ?? undefined,
  );
  const words = layer == null || !site || io === "in" ? null : hookFromWords(`${site} layer_${layer}`);
  const encoder = weights.find(([weight]) => weight === "W_enc")?.[1];
  const [dIn = 0, dSae = 0] = encoder?.shape ?? [];
  return {
    config: {
      ...part,
      dIn,
      dSae,
      hookName: needHook(options.hookName ?? words?.hookName, configFile),
      modelName: trainer.lm_name ?? undefined,
      contextSize: buffer?.ctx_len ?? undefined,
    },
    weights: new Map(weights),
  };
}
