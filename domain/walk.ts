import { z } from "zod";
import { distance, type Distance } from "./distances";
import { saeUrl, withQuery, type SaeAddress } from "./urls";

/** A walk from feature to feature through their neighbourhoods, as a part of an address. */

export const WALK_STEPS = 60;

const steps = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,9})*$/)
  .transform((text) => text.split(".").map(Number).slice(-WALK_STEPS));

/** Senseless values count as left out. */
export const walkView = z.object({
  walk: steps.optional().catch(undefined),
  by: distance.optional().catch(undefined),
});
export type WalkView = z.infer<typeof walkView>;

/** The page of a walk, whose last feature stands in the middle. @param by left out for the most coherent distance */
export function walkUrl(address: SaeAddress, walk: readonly number[], by?: Distance): string {
  return withQuery(`${saeUrl(address)}/walk`, { walk: walk.slice(-WALK_STEPS).join("."), by });
}
