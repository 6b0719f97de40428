import { beforeAll, describe, expect, it } from "vitest";
import { callerOf, callerWith, makeAccount, type TestAccount } from "../support/accounts";
import { DONE, ensureFixture, MODEL } from "../support/fixture-dashboards";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const feature = (index: number) => ({ model: MODEL, sae: DONE.sae, index: String(index) });
let author: TestAccount;
let other: TestAccount;
let reviewer: TestAccount;

beforeAll(async () => {
  await ensureFixture(database.pool);
  await makeAccount("root", "admin");
  author = await makeAccount("author");
  other = await makeAccount("other");
  reviewer = await makeAccount("reviewer", "reviewer");
});

const list = (index: number, as: TestAccount = other) => as.api.label.list(feature(index));
const propose = (index: number, text: string, as: TestAccount = author) =>
  as.api.label.propose({ ...feature(index), text });

describe("labels of people", () => {
  it("are proposed with a note and evidence, shown, and kept with their author", async () => {
    const { top } = await other.api.feature.get(feature(5));
    const passage = top[0]?.passage ?? -1;
    await author.api.label.propose({
      ...feature(5),
      text: " rare \n words ",
      note: "see",
      evidence: [passage],
    });
    expect((await list(5))[0]).toMatchObject({
      text: "rare words",
      note: "see",
      evidence: [passage],
      author: "author",
      method: "hand",
      state: "proposed",
      shown: true,
      version: 1,
    });
    const unknown = author.api.label.propose({ ...feature(5), text: "another", evidence: [299_999] });
    await expect(unknown).rejects.toMatchObject({ code: "BAD_REQUEST" });
    await expect(propose(5, "Rare Words", other)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it.each([
    ["", "BAD_REQUEST"],
    ["\u202e\u200b \u2066", "BAD_REQUEST"],
    ["x".repeat(201), "BAD_REQUEST"],
    ["x".repeat(10_000), "BAD_REQUEST"],
  ])("refuse %j", async (text, code) => {
    await expect(propose(6, text)).rejects.toMatchObject({ code });
  });

  it("are not for visitors and readers to write", async () => {
    const reader = await makeAccount("justreads", "reader");
    await expect(propose(6, "x", reader)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(callerWith().api.label.propose({ ...feature(6), text: "x" })).rejects.toMatchObject({
      code: "UNAUTHORIZED",
    });
  });

  it("keep every version; an edit leaves votes and acceptance with the text that they were of", async () => {
    const { id } = await propose(7, "first");
    await other.api.label.vote({ id, version: 1, value: 1 });
    await reviewer.api.label.accept({ id, version: 1 });
    expect((await list(7))[0]).toMatchObject({ votesUp: 1, state: "accepted", ownVote: 1 });
    await author.api.label.edit({ id, version: 1, text: "second" });
    expect((await list(7))[0]).toMatchObject({ text: "second", votesUp: 0, state: "proposed", ownVote: 0 });
    const { versions, events } = await other.api.label.history({ id });
    expect(versions.map(({ text, votesUp }) => [text, votesUp])).toEqual([
      ["first", 1],
      ["second", 0],
    ]);
    expect(events.map(({ action, who }) => [action, who])).toEqual([
      ["label.propose", "author"],
      ["label.accept", "reviewer"],
      ["label.edit", "author"],
    ]);
    await expect(author.api.label.edit({ id, version: 1, text: "third" })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("“second”") as string,
    });
    await expect(other.api.label.edit({ id, version: 2, text: "mine" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("show the best: accepted first, disputed last, votes between", async () => {
    const shown = async () => (await list(8)).filter((label) => label.shown).map((label) => label.text);
    const { id: first } = await propose(8, "first");
    const { id: second } = await propose(8, "second", other);
    expect(await shown()).toEqual(["first"]);
    await author.api.label.vote({ id: second, version: 1, value: 1 });
    expect(await shown()).toEqual(["second"]);
    await other.api.label.dispute({ id: first, reason: "It is about something else." });
    await author.api.label.vote({ id: second, version: 1, value: -1 });
    expect(await shown()).toEqual(["second"]);
    await reviewer.api.label.accept({ id: first, version: 1 });
    expect(await shown()).toEqual(["first"]);
    await author.api.label.withdraw({ id: first });
    expect(await shown()).toEqual(["second"]);
    expect((await list(8, other)).map(({ text }) => text)).toEqual(["second"]);
    expect((await list(8, author)).map(({ text }) => text)).toEqual(["second", "first"]);
    const said = await other.api.comment.list(feature(8));
    expect(said).toMatchObject([{ disputes: true, labelId: first, author: "other" }]);
  });

  it("cannot be voted for by their authors", async () => {
    const { id } = await propose(9, "mine");
    await expect(author.api.label.vote({ id, version: 1, value: 1 })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("disappear for everybody but author and reviewers when hidden, and come back", async () => {
    const { id } = await propose(10, "rude");
    await reviewer.api.label.hide({ id, reason: "rude" });
    expect(await list(10, other)).toEqual([]);
    await expect(other.api.label.history({ id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await list(10, reviewer))[0]).toMatchObject({ state: "hidden", shown: false });
    expect((await list(10, author))[0]?.text).toBe("rude");
    await reviewer.api.label.hide({ id, hidden: false });
    expect((await list(10, other))[0]).toMatchObject({ text: "rude", shown: true });
  });
});

describe("the blind quiz", () => {
  it("gives the label a human score, once a person", async () => {
    const { id } = await propose(5, "quizzed");
    const sheet = await other.api.label.quiz({ id });
    expect(sheet.windows).toHaveLength(10);
    expect(JSON.stringify(sheet)).not.toMatch(/active|accuracy/);
    expect(sheet.result).toBeNull();
    const all = sheet.windows.map(() => true);
    const result = await other.api.label.answerQuiz({ id, version: 1, picked: all });
    expect(result).toMatchObject({ accuracy: 0.5, people: 1, agreement: null });
    await expect(other.api.label.answerQuiz({ id, version: 1, picked: all })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    const second = await reviewer.api.label.answerQuiz({ id, version: 1, picked: result.active });
    expect(second).toMatchObject({ accuracy: 1, people: 2, mean: 0.75 });
    expect(second.agreement).toBeLessThan(0.5);
    const label = (await list(5)).find((candidate) => candidate.id === id);
    expect(label).toMatchObject({ humanScore: 0.75, quizzes: 2 });
    await expect(author.api.label.answerQuiz({ id, version: 1, picked: all })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

describe("fifty at once", () => {
  it("leave a count that is the votes', and a history without a gap", async () => {
    const { id } = await propose(11, "version 1");
    const voters = await Promise.all(Array.from({ length: 50 }, (_, i) => makeVoter(`voter-${i}`)));
    const edits = Array.from({ length: 50 }, (_, i) =>
      author.api.label.edit({ id, version: 1 + (i % 5), text: `edit ${i}` }),
    );
    const votes = voters.map((voter, i) =>
      voter.api.label.vote({ id, version: 1 + (i % 5), value: i % 3 === 0 ? -1 : 1 }),
    );
    const results = await Promise.allSettled([...edits, ...votes]);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "CONFLICT" });
    const edited = results.slice(0, 50).filter(({ status }) => status === "fulfilled").length;
    const voted = results.slice(50).filter(({ status }) => status === "fulfilled").length;
    expect(edited).toBeGreaterThan(0);

    const [label] = await list(11);
    const { versions, events } = await other.api.label.history({ id });
    expect(label?.version).toBe(1 + edited);
    expect(versions.map(({ version }) => version)).toEqual(
      Array.from({ length: 1 + edited }, (_, i) => i + 1),
    );
    expect(versions.at(-1)?.text).toBe(label?.text);
    expect(events.filter(({ action }) => action === "label.edit")).toHaveLength(edited);
    const counted = versions.reduce((sum, { votesUp, votesDown }) => sum + votesUp + votesDown, 0);
    expect(counted).toBe(voted);
    expect([label?.votesUp, label?.votesDown]).toEqual([
      versions.at(-1)?.votesUp,
      versions.at(-1)?.votesDown,
    ]);
    const { rows } = await database.pool.query<{ count: number }>(
      "SELECT count(*)::int FROM audit_entry WHERE action = 'label.vote' AND subject = $1",
      [`label ${id}`],
    );
    expect(rows[0]?.count).toBe(voted);
  });

  it("count fifty votes on one version as fifty", async () => {
    const { id } = await propose(12, "stays");
    const voters = await Promise.all(Array.from({ length: 50 }, (_, i) => makeVoter(`again-${i}`)));
    await Promise.all(
      voters.map((voter, i) => voter.api.label.vote({ id, version: 1, value: i < 20 ? -1 : 1 })),
    );
    // each changes their mind twice
    await Promise.all(voters.map((voter) => voter.api.label.vote({ id, version: 1, value: 0 })));
    await Promise.all(
      voters.map((voter, i) => voter.api.label.vote({ id, version: 1, value: i < 20 ? 1 : -1 })),
    );
    expect((await list(12))[0]).toMatchObject({ votesUp: 20, votesDown: 30 });
  });
});

/** An account without a password: hashing fifty would take longer than the test. */
async function makeVoter(name: string) {
  await database.pool.query(
    "INSERT INTO user_account (id, username, name, email) VALUES ($1, $1, $1, $1 || '@accounts.invalid')",
    [name],
  );

  return { api: callerOf({ user: { id: name, name, role: "annotator" }, scopes: null, address: "local" }) };
}
