import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import {
  TEXT_CHARACTERS,
  textActivations,
  TOP_FEATURES,
  type TextActivations,
} from "@/domain/text-activations";
import { readSaeRef } from "../compute/read-sae-ref";
import { getCompute } from "../compute/shared";

/**
 * What of an SAE is active in a person's text.
 * @param feature the only one wanted, or null for the strongest of every token
 * @throws FeaturescopeError BAD_INPUT or TOO_LARGE for a text that is not read
 */
export async function readActiveFeatures(
  pool: Pool,
  { saeId, text, feature }: { saeId: number; text: string; feature: number | null },
  signal: AbortSignal,
): Promise<TextActivations> {
  if (text.trim() === "" || text.length > TEXT_CHARACTERS) {
    throw new FeaturescopeError(
      text.length > TEXT_CHARACTERS ? "TOO_LARGE" : "BAD_INPUT",
      `The text has ${text.length.toLocaleString("en")} characters.`,
      `Enter 1 to ${TEXT_CHARACTERS.toLocaleString("en")} of them.`,
    );
  }
  const { sae, config } = await readSaeRef(pool, saeId);
  const { ids, features } = await getCompute().activateText({ sae, text, limit: config.context }, signal);
  return textActivations.parse({
    ids,
    tokens: features.map((active) =>
      feature === null ? active.slice(0, TOP_FEATURES) : active.filter((entry) => entry.feature === feature),
    ),
  });
}
