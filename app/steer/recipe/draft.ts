/** The recipe as a person edits it, and the ways in which it changes. */
import type { ChatTurn } from "@/domain/chat";
import {
  STEERING_LIMITS,
  type SteeredFeature,
  type SteeredVector,
  type SteeringMode,
  type SteeringRecipe,
} from "@/domain/steering";
import type { FoundSteerable } from "@/server/procedures/steer/find-features";

/** Doses of a sweep: around what works for small models, and one that is too much. */
export const SWEEP_DOSES = [0.5, 1, 1.5, 2, 3];

export type RecipeDraft = SteeringRecipe;

/** A vector that can be added. */
export interface OfferedVector {
  id: string;
  /** At which its maker steers, if that was said. */
  strength?: number | null;
}

/** @param vectors those that it begins with */
export function newDraft(
  model: string,
  features: readonly Pick<FoundSteerable, "sae" | "feature">[],
  vectors: readonly OfferedVector[] = [],
): RecipeDraft {
  return {
    model,
    features: features.map(({ sae, feature }) => steered(sae, feature)),
    ...(vectors.length > 0 ? { vectors: vectors.map(steeredWith) } : {}),
    scope: { kind: "all" },
    prompt: "Once upon a time",
    ...{ temperature: 0.8, topP: 0.95, seed: 1, length: 80 },
    doses: [1],
  };
}

/** A feature as recipes, addresses and scores name it. */
export const featureName = ({ sae, feature }: { sae: string; feature: number }): string =>
  `${sae}/${feature}`;

export function steered(sae: string, feature: number): SteeredFeature {
  return { sae, feature, mode: "clamp", strength: 1 };
}

/** At its maker's strength, as far as recipes go. */
export function steeredWith({ id, strength }: OfferedVector): SteeredVector {
  const most = STEERING_LIMITS.strength;
  return { vector: id, mode: "add", strength: Math.max(-most, Math.min(most, strength ?? 1)) };
}

export function withVectors(draft: Omit<RecipeDraft, "vectors">, vectors: SteeredVector[]): RecipeDraft {
  return vectors.length > 0 ? { ...draft, vectors } : draft;
}

/** The prompt as a message that follows these; as plain text where they are left out. */
export function withTurns(
  { chat: _before, ...draft }: RecipeDraft,
  turns: ChatTurn[] | undefined,
): RecipeDraft {
  return turns ? { ...draft, chat: turns } : draft;
}

/** Ready-made settings for whatever features the recipe has. */
export const PRESETS: readonly { name: string; says: string; apply: (draft: RecipeDraft) => RecipeDraft }[] =
  [
    { name: "Touch", says: "clamp at 0.5 × max", apply: (draft) => everyFeature(draft, "clamp", 0.5) },
    { name: "Turn up", says: "clamp at 1 × max", apply: (draft) => everyFeature(draft, "clamp", 1) },
    { name: "Obsess", says: "clamp at 2 × max", apply: (draft) => everyFeature(draft, "clamp", 2) },
    { name: "Too much", says: "clamp at 6 × max", apply: (draft) => everyFeature(draft, "clamp", 6) },
    { name: "Push", says: "add 1 × max", apply: (draft) => everyFeature(draft, "add", 1) },
    { name: "Silence", says: "ablate", apply: (draft) => everyFeature(draft, "ablate", 1) },
  ];

function everyFeature(draft: RecipeDraft, mode: SteeringMode, strength: number): RecipeDraft {
  return { ...draft, features: draft.features.map((feature) => ({ ...feature, mode, strength })) };
}

/** A number that a person types; null while it is none. */
export function readNumber(text: string): number | null {
  const value = Number(text.trim().replace(",", ".").replace("\u2212", "-"));
  return text.trim() === "" || !Number.isFinite(value) ? null : value;
}
