/**
 * What a person asks for when steering: which features are turned where and by how much, and how the text is written.
 * Formulas of the modes: docs/formats.md; workers/steering/edits.ts applies them.
 */
import { z } from "zod";
import { earlierTurns } from "./chat";

/** `strength` is in multiples of the feature's maximum over the shown corpus, but a plain factor for "scale". */
export const STEERING_MODES = {
  clamp: { name: "clamp", says: "set the feature to a value at every token" },
  add: { name: "add", says: "add the feature's direction at every token" },
  scale: { name: "scale", says: "multiply the feature where it is active" },
  ablate: { name: "ablate", says: "take the feature away" },
  minimum: { name: "at least", says: "raise the feature to a value where it is below" },
  "where-active": { name: "where active", says: "set the feature to a value, only where it is active" },
  orthogonal: { name: "direction", says: "set all of the stream's component along the feature's direction" },
} as const;
export type SteeringMode = keyof typeof STEERING_MODES;
const MODE_NAMES = Object.keys(STEERING_MODES) as [SteeringMode, ...SteeringMode[]];

/** What can be done with a direction of one's own, which has no activation of its own: only a place along it. */
export const VECTOR_MODES = {
  add: { name: "add", says: "add the vector at every token" },
  orthogonal: {
    name: "direction",
    says: "set how far the stream lies along the vector: 0 is like the second texts, 1 like the first",
  },
} as const satisfies Partial<Record<SteeringMode, { name: string; says: string }>>;
/** What a strength of 1 is. */
export const VECTOR_UNIT = "the vector";
export type VectorMode = keyof typeof VECTOR_MODES;
const VECTOR_MODE_NAMES = Object.keys(VECTOR_MODES) as [VectorMode, ...VectorMode[]];

export const STEERING_LIMITS = {
  features: 16,
  vectors: 4,
  /** Strengths lie in [-strength, strength], doses times strengths too. */
  strength: 20,
  doses: 5,
  promptCharacters: 4_000,
  /** Tokens written; the model's context window may end a text earlier. */
  length: 512,
  temperature: 2,
  frequencyPenalty: 10,
} as const;

const { strength: MOST, doses: DOSES } = STEERING_LIMITS;

const strength = z
  .number("A strength is a number.")
  .min(-MOST, `Strengths lie between −${MOST} and ${MOST}.`)
  .max(MOST, `Strengths lie between −${MOST} and ${MOST}.`)
  .default(1);

export const steeredFeature = z.strictObject({
  sae: z.string().min(1).max(200),
  feature: z.number("A feature is a whole number.").int("A feature is a whole number.").min(0),
  mode: z.enum(MODE_NAMES),
  strength,
});
export type SteeredFeature = z.infer<typeof steeredFeature>;

/**
 * A vector of somebody's (domain/vectors.ts); `strength` is in multiples of its length, which is the distance between the
 * means of its texts where it has any.
 */
export const steeredVector = z.strictObject({
  vector: z.string().min(1).max(40),
  mode: z.enum(VECTOR_MODE_NAMES),
  strength,
});
export type SteeredVector = z.infer<typeof steeredVector>;

/** Which tokens are edited; BOS never is. An edit at a token changes what is predicted after it. */
export const steeringScope = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("all") }),
  z.strictObject({ kind: z.literal("prompt") }),
  z.strictObject({ kind: z.literal("generated") }),
  /** From this token on; 1 is the first after BOS. */
  z.strictObject({ kind: z.literal("from"), token: z.number().int().min(1).max(100_000) }),
]);
export type SteeringScope = z.infer<typeof steeringScope>;

export const steeringRecipe = z
  .strictObject({
    model: z.string().min(1).max(200),
    features: z
      .array(steeredFeature)
      .max(STEERING_LIMITS.features, `At most ${STEERING_LIMITS.features} features can be steered at once.`),
    /** Left out when there is none, so recipes without keep their hash. */
    vectors: z
      .array(steeredVector)
      .max(STEERING_LIMITS.vectors, `At most ${STEERING_LIMITS.vectors} vectors can be steered with at once.`)
      .transform((vectors) => (vectors.length > 0 ? vectors : undefined))
      .optional(),
    scope: steeringScope.default({ kind: "all" }),
    prompt: z
      .string()
      .max(
        STEERING_LIMITS.promptCharacters,
        `A prompt has at most ${STEERING_LIMITS.promptCharacters.toLocaleString("en")} characters.`,
      ),
    /** Of a chat: the messages before the prompt, which is the user's next. Left out where the prompt is plain text. */
    chat: earlierTurns.optional(),
    temperature: z.number().min(0).max(STEERING_LIMITS.temperature).default(0.8),
    /** Keep the smallest set of tokens whose probability reaches this. */
    topP: z.number().gt(0).max(1).default(0.95),
    /**
     * Taken from a token's logit, divided by the temperature, for every time that it stands in prompt and text already
     * (as TransformerLens has it: not at temperature 0). Left out when it is 0, so recipes without it keep their hash.
     */
    frequencyPenalty: z
      .number()
      .min(0)
      .max(STEERING_LIMITS.frequencyPenalty)
      .transform((penalty) => penalty || undefined)
      .optional(),
    seed: z.number().int().min(0).max(0xffff_ffff).default(1),
    length: z.number().int().min(1).max(STEERING_LIMITS.length).default(80),
    /** Each dose writes a text with all strengths times it; one text when there is one. */
    doses: z
      .array(z.number("A dose is a number.").min(-MOST).max(MOST))
      .min(1)
      .max(DOSES, `At most ${DOSES} doses can be tried at once.`)
      .default([1]),
  })
  .superRefine(({ features, vectors = [], doses }, context) => {
    if (features.length + vectors.length === 0)
      context.addIssue({ code: "custom", path: ["features"], message: "Add a feature to steer with." });
    const seen = new Set<string>();
    const check = (name: string, strength: number, path: (string | number)[]) => {
      if (seen.has(name)) context.addIssue({ code: "custom", path, message: `${name} is there twice.` });
      seen.add(name);
      if (doses.some((dose) => Math.abs(dose * strength) > MOST))
        context.addIssue({
          code: "custom",
          path: [...path, "strength"],
          message: `${name}: strength times dose lies beyond ±${MOST}.`,
        });
    };
    features.forEach(({ sae, feature, strength }, i) =>
      check(`${sae}/${feature}`, strength, ["features", i]),
    );
    vectors.forEach(({ vector, strength }, i) => check(`vector ${vector}`, strength, ["vectors", i]));
  });
export type SteeringRecipe = z.infer<typeof steeringRecipe>;

/** A direction in the residual stream that is no feature's. */
export interface StreamDirection {
  /** Of length 1, [d]. */
  direction: Float32Array;
  /** Where along the direction a place of 0 is. */
  centre: number;
}

/** One edit as it is carried out: in the units of the residual stream, without what the recipe leaves open. */
export type ResolvedEdit = FeatureEdit | VectorEdit;

export interface FeatureEdit {
  feature: number;
  mode: SteeringMode;
  /** c of the formulas: strength times the feature's maximum; the factor itself for "scale". */
  target: number;
}

export interface VectorEdit {
  along: StreamDirection;
  mode: VectorMode;
  /** c of the formulas: strength times the distance between the means of the vector's texts. */
  target: number;
}

/** @param max largest activation of the feature over the shown corpus */
export function resolveEdit({ feature, mode, strength }: SteeredFeature, max: number, dose = 1): FeatureEdit {
  const value = strength * dose;
  return { feature, mode, target: mode === "ablate" ? 0 : mode === "scale" ? value : value * max };
}

/** @param norm distance between the means of the two sets of texts that the vector was made from */
export function resolveVectorEdit(
  { mode, strength }: SteeredVector,
  along: StreamDirection,
  norm: number,
  dose = 1,
): VectorEdit {
  return { along, mode, target: strength * dose * norm };
}

/** Whether the edit needs to know the feature's maximum. */
export function needsMaximum(mode: SteeringMode): boolean {
  return mode !== "ablate" && mode !== "scale";
}

/** 1 where a token is edited; `first` is the position of the first token of `count`, BOS is position 0. */
export function scopeGate(
  scope: SteeringScope,
  promptTokens: number,
  first: number,
  count: number,
): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Number(isEdited(scope, promptTokens, first + i)));
}

/** @param promptTokens tokens of the prompt, BOS included */
function isEdited(scope: SteeringScope, promptTokens: number, position: number): boolean {
  if (position === 0) return false;
  switch (scope.kind) {
    case "all":
      return true;
    case "prompt":
      return position < promptTokens;
    case "generated":
      return position >= promptTokens;
    case "from":
      return position >= scope.token;
  }
}

/**
 * What a recipe steers with, features first: "3-res-4k/12", "vector Xy...".
 * @param called names of the vectors, where they are known
 */
export function steeredNames(
  { features, vectors = [] }: Pick<SteeringRecipe, "features" | "vectors">,
  called: readonly { id: string; name: string }[] = [],
): string[] {
  return [
    ...features.map(({ sae, feature }) => `${sae}/${feature}`),
    ...vectors.map(({ vector }) => `vector ${called.find(({ id }) => id === vector)?.name ?? vector}`),
  ];
}

/** The recipe as JSON with sorted keys: equal for equal recipes, however they were written. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, held]) => held !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${canonicalJson(held)}`).join(",")}}`;
}
