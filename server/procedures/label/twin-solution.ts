import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { sideOf } from "@/domain/label-sides";
import type { LabelMethod } from "@/domain/labels";
import type { FeatureAddress } from "@/domain/urls";
import { labelVersion, position } from "../inputs";
import { areTwins, listTwinPassages, listTwinSaes, readTwinLabels, type TwinLabel } from "./twin-queries";
import { placeOfLabel } from "./change-label";
import { TWINS } from "./draw-twin";

/** A question of the twin quiz by what it is about, and which label was picked. */
export const twinReply = z.object({
  labels: z.tuple([labelVersion, labelVersion]),
  passage: position,
  picked: z.union([z.literal(0), z.literal(1)]),
});

export interface TwinSolution {
  /** Which of the two labels the passage goes with. */
  answer: 0 | 1;
  isRight: boolean;
  features: [FeatureAddress, FeatureAddress];
  methods: [LabelMethod, LabelMethod];
}

/**
 * What is right, from what is stored: nothing that the asker sends says so. The labels in the order asked.
 * @throws FeaturescopeError NOT_FOUND for labels that the viewer may not see, CONFLICT where they were changed meanwhile,
 *   BAD_INPUT for what no question could have asked
 */
export async function solveTwinReply({ labels: asked, passage, picked }: z.infer<typeof twinReply>) {
  const places = await Promise.all(asked.map(({ id }) => placeOfLabel(id)));
  const found = await readTwinLabels(asked.map(({ id }) => id));
  const [one, other] = asked.map(({ id, version }) =>
    found.find((label) => label.id === id && label.version === version),
  );
  if (!one || !other)
    throw new FeaturescopeError(
      "CONFLICT",
      "One of these labels was changed in the meantime.",
      "Go on to the next question.",
    );
  const [sae] = await listTwinSaes(places.map(({ saeId }) => saeId));
  const isPair =
    sae !== undefined &&
    one.saeId === other.saeId &&
    one.feature !== other.feature &&
    sideOf(passage) === "held-out" &&
    (await areTwins(sae.id, one.feature, other.feature, TWINS));
  const examples = isPair
    ? (await listTwinPassages(sae.collectionId, [one.feature, other.feature])).filter(
        (row) => row.passage === passage,
      )
    : [];
  const [example] = examples;
  if (!isPair || !example || examples.length > 1)
    throw new FeaturescopeError(
      "BAD_INPUT",
      "These two labels and this passage are no question of the twin quiz, or not any more.",
      "Go on to the next question.",
    );
  const answer = example.feature === one.feature ? 0 : 1;
  const addressOf = ({ feature }: TwinLabel) => ({ model: sae.model, sae: sae.slug, index: feature });
  const solution: TwinSolution = {
    answer,
    isRight: answer === picked,
    features: [addressOf(one), addressOf(other)],
    methods: [one.method, other.method],
  };
  return { solution, labels: [one, other] as const };
}
