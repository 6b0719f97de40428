/** Features that are listed for a family of safety-relevant ones, and why (workers/safety/probe.ts). */
import { z } from "zod";
import { FAMILY_SLUGS } from "./safety-families";

export const familySlug = z.enum(FAMILY_SLUGS);

/** Top examples of a feature that are looked at. */
export const PROBED_EXAMPLES = 10;

const share = z.object({
  /** How many have it, of how many. */
  found: z.number().int(),
  of: z.number().int(),
  /** The same share over all features of the SAE. */
  base: z.number(),
});

/** What speaks for a family; a kind of evidence that was looked for and is not there has 0 found. */
export const safetyEvidence = z.object({
  /** Top examples whose strongest token lies in a word of the family. */
  peaks: share,
  /** Top examples with a word or phrase of the family within 12 tokens of the peak. */
  contexts: share,
  /** Top examples from passages whose topic or kind is the family's; null where neither is known. */
  topics: share.nullable(),
  /** Promoted tokens that are words of the family. */
  promoted: share,
  /** Words of the family in the shown label. */
  label: z.array(z.string()),
  /** Words that were found at and around the peaks and among the promoted tokens, the most frequent first. */
  words: z.array(z.string()),
});
export type SafetyEvidence = z.infer<typeof safetyEvidence>;

/** What a probe has looked at, for one SAE and family. */
export const probeCounts = z.object({
  /** Features that were ever active. */
  looked: z.number().int(),
  /** Of those, how many have any evidence at all. */
  some: z.number().int(),
  /** How many met the rule, of which at most {@link MOST_LISTED} are listed. */
  met: z.number().int(),
});
export type ProbeCounts = z.infer<typeof probeCounts>;

/** Features listed for an SAE and family, the best supported. */
export const MOST_LISTED = 200;

/** Whether steering with features that reviewers have confirmed is limited. */
export const STEERING_LIMIT_KINDS = ["open", "signed-in", "refused"] as const;
export type SteeringLimitKind = (typeof STEERING_LIMIT_KINDS)[number];

export const VERDICT_REASON_LIMIT = 500;

/** Confirmed is what more reviewers have confirmed than rejected. */
export const isConfirmed = ({ confirmed, rejected }: { confirmed: number; rejected: number }): boolean =>
  confirmed > rejected;
