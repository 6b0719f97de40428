/** Families of safety-relevant features: the probe, what everybody sees, what reviewers and administrators do. */
import { beforeAll, describe, expect, it } from "vitest";
import { ANYBODY } from "@/server/platform/access/viewer";
import { getDatabase } from "@/prisma/client";
import { packTokens } from "@/domain/passages";
import probeSafety from "@/workers/jobs/probe-safety";
import { requestSafetyProbes } from "@/workers/safety/request-probes";
import { callerOf, makeAccount, type TestAccount } from "../support/accounts";
import { DONE, ensureFixture, MODEL } from "../support/fixture-dashboards";
import { PIECES, WORD_IDS } from "../support/synthetic-text";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const visitor = callerOf(ANYBODY);
let reader: TestAccount;
let reviewer: TestAccount;
let second: TestAccount;
let admin: TestAccount;
let collection = 0;

/** A feature that peaks on a word which is made to be "secret", in ten passages about a secret. */
const KEEPER = 10;
const SECRET = PIECES.indexOf("▁garden");
const PASSAGES = Array.from({ length: 10 }, (_, i) => 200 + i);
const FILLER = WORD_IDS.filter((id) => id !== SECRET).slice(0, 20);

const probe = () =>
  probeSafety(
    { jobId: "00000000-0000-4000-8000-000000000000", collectionId: collection },
    {
      ...{ pool: database.pool, prisma: getDatabase().prisma, workerId: "test" },
      signal: new AbortController().signal,
      report: () => undefined,
      remark: () => Promise.resolve(),
      notify: () => Promise.resolve(),
    },
  );
const inSecrecy = async (api = visitor) =>
  (await api.safety.features({ model: MODEL, sae: DONE.sae, family: "secrecy" })).features;
const planted = async () => (await inSecrecy()).find(({ index }) => index === KEEPER);
const address = { model: MODEL, sae: DONE.sae, index: String(KEEPER), family: "secrecy" as const };
const judge = (account: TestAccount, confirms: boolean, reason: string) =>
  account.api.safety.judge({ ...address, verdict: { confirms, reason } });
const steer = (api: typeof visitor, feature = KEEPER) =>
  api.steer.start({
    recipe: { model: MODEL, prompt: "x", features: [{ sae: DONE.sae, feature, mode: "clamp", strength: 1 }] },
  });

beforeAll(async () => {
  const { pool } = database;
  await ensureFixture(pool);
  reader = await makeAccount("safe-reader", "reader");
  reviewer = await makeAccount("safe-reviewer", "reviewer");
  second = await makeAccount("safe-second", "reviewer");
  admin = await makeAccount("safe-admin", "admin");
  const { rows } = await pool.query<{ collection: number; corpus: number; sae: number }>(
    `SELECT c.id AS collection, c.corpus_id AS corpus, s.id AS sae
     FROM sae s JOIN collection c ON c.id = s.current_collection_id WHERE s.model_id = $1 AND s.slug = $2`,
    [MODEL, DONE.sae],
  );
  collection = rows[0]?.collection ?? 0;
  const pieces = PIECES.map((piece, id) => (id === SECRET ? "▁secret" : piece));
  await pool.query("UPDATE vocabulary SET pieces = $2 WHERE model_id = $1", [MODEL, pieces]);
  await pool.query("DELETE FROM activation WHERE collection_id = $1 AND feature = $2 AND band = 0", [
    collection,
    KEEPER,
  ]);
  for (const [rank, passage] of PASSAGES.entries()) {
    const tokens = Buffer.from(packTokens([1, ...FILLER, SECRET, ...FILLER], PIECES.length));
    await pool.query(
      "UPDATE passage SET tokens = $3, topic = 'a surprise party' WHERE corpus_id = $1 AND index = $2",
      [rows[0]?.corpus, passage, tokens],
    );
    await pool.query(
      `INSERT INTO activation (collection_id, feature, band, rank, passage, peak, value, packed)
       VALUES ($1, $2, 0, $3, $4, $5, 1, '')`,
      [collection, KEEPER, rank, passage, FILLER.length + 1],
    );
  }
});

describe("the probe", () => {
  it("is asked for once a collection has labels, once", async () => {
    const asked = async () => {
      await requestSafetyProbes(database.pool);
      const { rows } = await database.pool.query<{ id: number }>(
        "SELECT (payload ->> 'collectionId')::int AS id FROM job WHERE kind = 'probe-safety' ORDER BY created_at",
      );
      return rows.map(({ id }) => id);
    };
    await database.pool.query("DELETE FROM label");
    expect(await asked()).toEqual([]);
    await database.pool.query(
      `INSERT INTO label (sae_id, feature, text, method) SELECT id, 0, 'x', 'token' FROM sae WHERE slug = $1`,
      [DONE.sae],
    );
    expect(await asked()).toEqual([collection]);
    expect(await asked()).toEqual([collection]);
    await probe();
    await database.pool.query("UPDATE job SET state = 'done'");
    expect(await asked()).toEqual([collection]);
    // other lists of words, or another rule: looked through again
    await database.pool.query("UPDATE safety_probe SET rule = 'old'");
    expect(await asked()).toEqual([collection, collection]);
  });

  it("lists what was planted, with why and what was not shown, and the same when it is done again", async () => {
    await probe();
    const first = await planted();
    expect(first).toMatchObject({ confirmed: 0, rejected: 0, verdicts: [] });
    expect(first?.evidence).toMatchObject({
      peaks: { found: 10, of: 10 },
      contexts: { found: 10, of: 10 },
      topics: { found: 10, of: 10 },
      words: ["secret"],
    });
    expect(first?.evidence.peaks.base).toBeLessThan(0.2);
    const scores = (await inSecrecy()).map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const { probes } = await visitor.safety.browse();
    const secrecy = probes.find(({ family }) => family === "secrecy");
    expect(secrecy?.counts.looked).toBeGreaterThan(400);
    expect(secrecy?.counts.some).toBeGreaterThanOrEqual(secrecy?.counts.met ?? Infinity);
    expect(secrecy?.listed).toBe(secrecy?.counts.met);
    expect(probes.find(({ family }) => family === "insecure-code")?.listed).toBe(0);
    const before = await inSecrecy();
    await probe();
    expect(await inSecrecy()).toEqual(before);
  });
});

describe("reviewers", () => {
  it("alone judge, with a reason, and only what is listed", async () => {
    await expect(judge(reader, true, "x")).rejects.toMatchObject({ cause: { code: "FORBIDDEN" } });
    await expect(visitor.safety.judge({ ...address, verdict: null })).rejects.toMatchObject({
      cause: { code: "SIGN_IN" },
    });
    await expect(judge(reviewer, true, "  ")).rejects.toThrow();
    await expect(
      reviewer.api.safety.judge({ ...address, family: "bias", verdict: { confirms: true, reason: "x" } }),
    ).rejects.toMatchObject({ cause: { code: "NOT_FOUND" } });
  });

  it("confirm and reject, and what they say stands in the list and the audit log, and outlives a new list", async () => {
    await judge(reviewer, false, "a garden");
    await judge(reviewer, true, "every peak is a secret");
    await judge(second, false, "too few passages");
    await probe();
    expect(await planted()).toMatchObject({
      ...{ confirmed: 1, rejected: 1 },
      verdicts: [
        { by: "safe-reviewer", confirms: true, reason: "every peak is a secret" },
        { by: "safe-second", confirms: false, reason: "too few passages" },
      ],
    });
    const secrecy = async () =>
      (await visitor.safety.browse()).probes.find(({ family }) => family === "secrecy");
    // one for, one against: neither
    expect(await secrecy()).toMatchObject({ confirmed: 0, rejected: 0 });
    await second.api.safety.judge({ ...address, verdict: null });
    expect(await secrecy()).toMatchObject({ confirmed: 1, rejected: 0 });
    const { rows } = await database.pool.query<{ action: string }>(
      "SELECT action FROM audit_entry WHERE action LIKE 'safety.%' ORDER BY id",
    );
    expect(rows.map(({ action }) => action)).toEqual([
      ...["safety.reject", "safety.confirm", "safety.reject", "safety.withdraw"],
    ]);
  });
});

describe("an administrator's limit", () => {
  const limit = (steering: "open" | "signed-in" | "refused", account = admin) =>
    account.api.safety.limit({ family: "secrecy", steering });

  it("is set by administrators alone", () =>
    expect(limit("refused", reviewer)).rejects.toMatchObject({ cause: { code: "FORBIDDEN" } }));

  it("keeps visitors, or everybody, from steering with confirmed features, and with nothing else", async () => {
    await steer(visitor);
    await limit("signed-in");
    await expect(steer(visitor)).rejects.toMatchObject({
      cause: { code: "SIGN_IN", message: expect.stringContaining(`${DONE.sae}/${KEEPER}`) as string },
    });
    const { id } = await steer(reader.api);
    await steer(visitor, KEEPER + 1);
    await limit("refused");
    await expect(steer(reader.api)).rejects.toThrow("“Secrecy”, which this instance does not steer with");
    // nor is what was written before the limit written again
    await expect(admin.api.steer.start({ repeat: id })).rejects.toMatchObject({
      cause: { code: "FORBIDDEN" },
    });
    await reviewer.api.safety.judge({
      ...address,
      verdict: { confirms: false, reason: "on second thoughts" },
    });
    await steer(reader.api);
    await judge(reviewer, true, "it is one after all");
    await limit("open");
    await database.pool.query("DELETE FROM steering_run");
    await steer(visitor);
    expect((await visitor.safety.browse()).families.find(({ slug }) => slug === "secrecy")?.steering).toBe(
      "open",
    );
  });
});
