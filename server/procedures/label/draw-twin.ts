import { z } from "zod";
import { sideOf } from "@/domain/label-sides";
import { unpackTokens } from "@/domain/passages";
import { TWIN_WINDOW } from "@/domain/twin-quiz";
import type { SaeAddress } from "@/domain/urls";
import { listedSaeIds } from "../../platform/access/catalogue";
import { resolveSae } from "../../addresses";
import { publicProcedure } from "../../trpc";
import { currentViewer } from "../../platform/access/viewer";
import { saeAddress } from "../inputs";
import { readVocabulary } from "../text/vocabulary";
import {
  listContextNeighbours,
  listTwinLabels,
  listTwinPassages,
  listTwinSaes,
  readTwinPassage,
  type TwinLabel,
  type TwinSae,
} from "./twin-queries";

/** A question of the twin quiz, within one SAE or any that is listed; null where there is none. */
export const drawTwin = publicProcedure
  .input(z.object({ within: saeAddress.nullish() }))
  .query(async ({ input: { within } }) =>
    drawTwinQuestion(within ? [(await resolveSae(within)).id] : await listedSaeIds()),
  );

/** So many of a feature's nearest are its twins. */
export const TWINS = 5;
/** Features that are looked at for a pair, from a random one on. */
const LOOKED_AT = 40;
/** Of a feature's strongest held-out examples one of so many is shown. */
const STRONGEST = 20;

/** What is asked: nothing in it says which of the two it is. */
export interface TwinQuestion {
  address: SaeAddress;
  /** In the order in which they were written. */
  labels: [TwinChoice, TwinChoice];
  passage: number;
  /** Token pieces around the peak. */
  pieces: string[];
}

export interface TwinChoice {
  id: number;
  version: number;
  text: string;
}

/**
 * A question about two features that occur in like contexts, drawn at random from these SAEs: a passage of the side that
 * labels are not written from, and stored as an example of one of them alone. Null where there is none.
 */
async function drawTwinQuestion(saeIds: readonly number[]): Promise<TwinQuestion | null> {
  for (const sae of shuffle(await listTwinSaes(saeIds))) {
    const start = Math.floor(Math.random() * sae.dSae);
    const question = (await drawFrom(sae, start)) ?? (start > 0 ? await drawFrom(sae, 0) : null);
    if (question) return question;
  }
  return null;
}

async function drawFrom(sae: TwinSae, first: number): Promise<TwinQuestion | null> {
  const near = await listContextNeighbours(sae.id, first, TWINS, LOOKED_AT);
  const features = [...new Set(near.flatMap(({ feature, ids }) => [feature, ...ids]))];
  const labels = await listTwinLabels(sae.id, features, currentViewer().user?.id ?? null);
  const oneOf = (id: number) => shuffle(labels.filter(({ feature }) => feature === id)).slice(0, 1);
  for (const { feature, ids } of near) {
    const [one] = oneOf(feature);
    if (!one) continue;
    const others = ids
      .filter((id) => id !== feature)
      .flatMap(oneOf)
      .filter(({ text }) => text.toLowerCase() !== one.text.toLowerCase());
    const [other] = shuffle(others);
    const question = other && (await ask(sae, one, other));
    if (question) return question;
  }
  return null;
}

async function ask(sae: TwinSae, one: TwinLabel, other: TwinLabel): Promise<TwinQuestion | null> {
  const examples = await listTwinPassages(sae.collectionId, [one.feature, other.feature]);
  for (const { feature } of shuffle([one, other])) {
    const elsewhere = new Set(
      examples.filter((row) => row.feature !== feature).map(({ passage }) => passage),
    );
    const [example] = shuffle(
      examples
        .filter((row) => row.feature === feature && sideOf(row.passage) === "held-out")
        .filter(({ passage }) => !elsewhere.has(passage))
        .slice(0, STRONGEST),
    );
    const found = example && (await readTwinPassage(sae, feature, example.passage));
    if (!example || !found) continue;
    const vocabulary = await readVocabulary(sae.model, sae.weightsSha256);
    const ids = unpackTokens(found.tokens, vocabulary.length);
    // BOS is no text
    const window = ids.slice(Math.max(1, found.peak - TWIN_WINDOW), found.peak + TWIN_WINDOW + 1);
    const [earlier, later] = one.id < other.id ? [one, other] : [other, one];
    return {
      address: { model: sae.model, sae: sae.slug },
      labels: [choiceOf(earlier), choiceOf(later)],
      passage: example.passage,
      pieces: Array.from(window, (id) => vocabulary[id] ?? `<${id}>`),
    };
  }
  return null;
}

const choiceOf = ({ id, version, text }: TwinLabel): TwinChoice => ({ id, version, text });

function shuffle<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
