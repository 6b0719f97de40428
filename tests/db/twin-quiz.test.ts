import { beforeAll, describe, expect, it } from "vitest";
import { sideOf } from "@/domain/label-sides";
import { ANYBODY } from "@/server/platform/access/viewer";
import { callerOf, makeAccount } from "../support/accounts";
import { DONE, ensureFixture } from "../support/fixture-dashboards";
import { ensureLabel } from "../support/fixture-labels";
import { listTwins } from "../support/fixture-map";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const within = { model: DONE.model, sae: DONE.sae };
const visitor = callerOf(ANYBODY);
let people: Awaited<ReturnType<typeof makeAccount>>[] = [];

beforeAll(async () => {
  await ensureFixture(database.pool);
  people = [
    await makeAccount("twin-admin", "admin"),
    await makeAccount("twin-one"),
    await makeAccount("twin-two"),
  ];
  for (const feature of await listTwins(database.pool, DONE.sae, [200, 220]))
    await ensureLabel(database.pool, feature, `what feature ${feature} is about`);
});

const draw = async () => {
  const question = await visitor.label.twin({ within });
  if (!question) throw new Error("no question");
  return question;
};
type Question = Awaited<ReturnType<typeof draw>>;
const reply = ({ labels: [one, other], passage }: Question, picked: 0 | 1) => ({
  labels: [
    { id: one.id, version: one.version },
    { id: other.id, version: other.version },
  ] as [{ id: number; version: number }, { id: number; version: number }],
  passage,
  picked,
});
const answers = async () =>
  (await database.pool.query<{ is_right: boolean }>("SELECT is_right FROM label_twin ORDER BY at")).rows;

describe("the twin quiz", () => {
  it("asks about a held-out passage that is an example of one of two neighbours, and tells which", async () => {
    for (let n = 0; n < 5; n++) {
      const question = await draw();
      expect(sideOf(question.passage)).toBe("held-out");
      expect(question.labels[0].text).not.toBe(question.labels[1].text);
      expect(question.pieces.length).toBeGreaterThan(3);
      const solution = await visitor.label.solveTwin(reply(question, 0));
      const { rows } = await database.pool.query<{ feature: number }>(
        `SELECT DISTINCT feature FROM activation a JOIN sae s ON s.current_collection_id = a.collection_id
         WHERE s.slug = $1 AND passage = $2 AND feature = ANY($3)`,
        [DONE.sae, question.passage, solution.features.map(({ index }) => index)],
      );
      expect(rows).toEqual([{ feature: solution.features[solution.answer].index }]);
      expect(solution.isRight).toBe(solution.answer === 0);
    }
    expect(await answers()).toEqual([]);
  });

  it("records an account's first answer with both labels, and counts it on the board", async () => {
    const [, one, two] = people;
    if (!one || !two) throw new Error("no accounts");
    const question = await draw();
    const { answer, features } = await visitor.label.solveTwin(reply(question, 0));
    const wrong = answer === 0 ? 1 : 0;
    expect(await one.api.label.answerTwin(reply(question, answer))).toMatchObject({ isRight: true });
    expect(await one.api.label.answerTwin(reply(question, wrong))).toMatchObject({ isRight: false });
    expect(await answers()).toEqual([{ is_right: true }]);
    await two.api.label.answerTwin(reply(question, wrong));
    for (const { index } of features) {
      const labels = await visitor.label.list({ ...within, index: String(index) });
      const asked = labels.find(({ id }) => question.labels.some((label) => label.id === id));
      expect(asked).toMatchObject({ twins: 2, twinsRight: 1 });
    }
    const board = await visitor.label.twinBoard({ within });
    expect(board).toMatchObject([{ labeller: "people", answers: 2, questions: 1, right: 0.5, agreement: 0 }]);
  });

  it("refuses what is no question, who may not answer, and labels that read otherwise by now", async () => {
    const [, one] = people;
    const question = await draw();
    const asked = reply(question, 0);
    await expect(visitor.label.answerTwin(asked)).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    const twice = { ...asked, labels: [asked.labels[0], asked.labels[0]] as typeof asked.labels };
    await expect(visitor.label.solveTwin(twice)).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(visitor.label.solveTwin({ ...asked, passage: 999_999 })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    const old = {
      ...asked,
      labels: [asked.labels[0], { ...asked.labels[1], version: 7 }] as typeof asked.labels,
    };
    await expect(one?.api.label.answerTwin(old)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("has nothing to ask before contexts are compared", async () => {
    expect(await draw()).toMatchObject({ address: within });
    await database.pool.query(
      "DELETE FROM neighbour_table WHERE metric = 'contexts' AND sae_id = (SELECT id FROM sae WHERE slug = $1)",
      [DONE.sae],
    );
    expect(await visitor.label.twin({ within })).toBeNull();
  });
});
