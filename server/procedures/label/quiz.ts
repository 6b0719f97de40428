import { FeaturescopeError } from "@/domain/errors";
import { agreement, balancedAccuracy, drawQuiz, type QuizWindow } from "@/domain/quiz";
import type { ViewerAccount } from "../../access/viewer";
import { noteInAudit } from "../../audit";
import { queryRows } from "../../rows";
import { readFeatureDashboard } from "../feature/feature-dashboard";
import { addressOfFeature } from "../sae/queries";
import { changeLabel, countVotes, placeOfLabel, requireAlive, requireVersion } from "./change-label";

/** What a person sees of a quiz before answering. */
export interface QuizSheet {
  labelId: number;
  version: number;
  text: string;
  /** Token pieces of each window. */
  windows: string[][];
  /** Null until the person has answered. */
  result: QuizResult | null;
}

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

/** @throws FeaturescopeError NOT_FOUND when there is no such label; UNSUPPORTED when its feature has too few windows */
export async function readQuiz(person: ViewerAccount, labelId: number): Promise<QuizSheet> {
  const { windows, pieces, version, text } = await drawFor(labelId);
  return {
    labelId,
    version,
    text,
    windows: windows.map(({ passage, start, end }) => pieces.get(passage)?.slice(start, end) ?? []),
    result: await readResult(person, labelId, version),
  };
}

/** Records a person's answers, once for each version of a label. @throws FeaturescopeError CONFLICT */
export async function answerQuiz(
  person: ViewerAccount,
  labelId: number,
  version: number,
  picked: boolean[],
): Promise<QuizResult> {
  const { windows } = await drawFor(labelId);
  if (picked.length !== windows.length)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `There are ${windows.length} windows, and ${picked.length} answers.`,
      "Send one yes or no for each window.",
    );
  const active = windows.map((window) => window.active);
  await changeLabel(labelId, async (client, label) => {
    requireAlive(label);
    requireVersion(label, version);
    if (label.authorId === person.id)
      throw new FeaturescopeError("FORBIDDEN", "This label is your own.", "Its author cannot take its quiz.");
    const accuracy = balancedAccuracy(picked, active);
    const { rowCount } = await client.query(
      `INSERT INTO label_quiz (label_id, version, user_id, picked, active, accuracy) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING`,
      [labelId, version, person.id, picked, active, accuracy],
    );
    if (rowCount === 0)
      throw new FeaturescopeError(
        "CONFLICT",
        "You have taken this quiz.",
        "The first answers count: after them it is not blind any more.",
      );
    await countVotes(client, labelId);
    await noteInAudit(client, "label.quiz", `label ${labelId}`, { version, accuracy });
  });
  const result = await readResult(person, labelId, version);
  if (!result) throw new Error(`The quiz on label ${labelId} was not stored.`);
  return result;
}

async function drawFor(labelId: number) {
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

async function readResult(
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
