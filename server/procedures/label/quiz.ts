import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { agreement, drawQuiz, type QuizWindow } from "@/domain/quiz";
import type { ViewerAccount } from "../../platform/access/viewer";
import { queryRows } from "../../platform/rows";
import { naturalNumber } from "../answers";
import { readFeatureDashboard } from "../feature/feature-dashboard";
import { addressOfFeature } from "../sae/queries";
import { placeOfLabel } from "./change-label";

/** What asking and answering the blind quiz have in common. */

/** A {@link QuizResult} as the REST API sends it. */
export const quizResult = z.object({
  accuracy: z.number().describe("Balanced; 0.5 is chance"),
  picked: z.array(z.boolean()),
  active: z.array(z.boolean()),
  people: naturalNumber,
  mean: z.number(),
  agreement: z.number().nullable().describe("Krippendorff's alpha"),
});

export interface QuizResult {
  accuracy: number;
  picked: boolean[];
  active: boolean[];
  people: number;
  /** Mean accuracy of everybody who answered. */
  mean: number;
  /** Krippendorff's alpha of everybody's answers; null while it says nothing. */
  agreement: number | null;
}

/**
 * The windows that a version of a label is asked about.
 * @throws FeaturescopeError NOT_FOUND when there is no such label; UNSUPPORTED when its feature has too few windows
 */
export async function drawQuizWindows(labelId: number) {
  const { saeId, feature } = await placeOfLabel(labelId);
  const [[label], address] = await Promise.all([
    queryRows<{ text: string; version: number }>("SELECT text, version FROM label WHERE id = $1", [labelId]),
    addressOfFeature(saeId, feature),
  ]);
  const dashboard = address && (await readFeatureDashboard(address));
  const passages = dashboard ? [...dashboard.top, ...dashboard.bands.flat()] : [];
  const version = label?.version ?? 0;
  const windows: QuizWindow[] | null = drawQuiz(seedOf(labelId, version), passages);
  if (!windows)
    throw new FeaturescopeError(
      "UNSUPPORTED",
      "This feature has too few examples for a quiz.",
      "It needs passages in which the feature is active in some places and silent in others.",
    );
  const pieces = new Map(passages.map((passage) => [passage.passage, passage.pieces]));
  return { windows, pieces, version, text: label?.text ?? "" };
}

/** Versions of one label ask about different windows, as do neighbouring labels. */
function seedOf(labelId: number, version: number): number {
  return (Math.imul(labelId, 0x9e3779b1) ^ Math.imul(version, 0x85ebca6b)) >>> 0;
}

/** How somebody did; null for who has not taken the quiz. */
export async function readQuizResult(
  person: ViewerAccount,
  labelId: number,
  version: number,
): Promise<QuizResult | null> {
  const rows = await queryRows<{ userId: string; picked: boolean[]; active: boolean[]; accuracy: number }>(
    `SELECT user_id AS "userId", picked, active, accuracy FROM label_quiz WHERE label_id = $1 AND version = $2`,
    [labelId, version],
  );
  const own = rows.find(({ userId }) => userId === person.id);
  if (!own) return null;
  // after a new collection the windows are others; only answers about the same ones can agree
  const same = rows.filter(({ active }) => String(active) === String(own.active));
  return {
    accuracy: own.accuracy,
    picked: own.picked,
    active: own.active,
    people: rows.length,
    mean: rows.reduce((sum, { accuracy }) => sum + accuracy, 0) / rows.length,
    agreement: agreement(same.map(({ picked }) => picked)),
  };
}
