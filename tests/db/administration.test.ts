import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { createJob } from "@/prisma/jobs";
import { ANYBODY } from "@/server/platform/access/viewer";
import { viewerOf } from "@/server/platform/auth/viewer-of";
import { callerOf, callerWith, makeAccount, PASSWORD, type TestAccount } from "../support/accounts";
import { DONE, ensureFixture, MODEL, RUNNING } from "../support/fixture-dashboards";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const visitor = callerOf(ANYBODY);
const address = { model: MODEL, sae: DONE.sae, index: "3" };
let admin: TestAccount;
let reviewer: TestAccount;
let writer: TestAccount;

beforeAll(async () => {
  await ensureFixture(database.pool);
  admin = await makeAccount("boss", "admin");
  reviewer = await makeAccount("rita", "reviewer");
  writer = await makeAccount("will");
});

const audit = async (action: string) => (await admin.api.audit.list({ action })).entries;

describe("accounts", () => {
  it("get another role at once, and the log says who gave it", async () => {
    await admin.api.account.setRole({ name: "will", role: "reviewer" });
    const { user } = await viewerOf(new Headers({ cookie: writer.cookie }));
    expect(user?.role).toBe("reviewer");
    await admin.api.account.setRole({ name: "will", role: "annotator" });
    expect(await audit("account.role")).toMatchObject([
      { actor: "boss", subject: "account will", detail: { before: "reviewer", role: "annotator" } },
      { actor: "boss", subject: "account will", detail: { before: "annotator", role: "reviewer" } },
    ]);
  });

  it("that are locked have no session and no key, cannot sign in, and are as before when unlocked", async () => {
    const locked = await makeAccount("spam");
    const { key } = await locked.api.account.createKey({ name: "bot", scopes: ["read"] });
    const withKey = () => viewerOf(new Headers({ "x-api-key": key }));
    expect((await withKey()).user?.name).toBe("spam");
    await admin.api.account.setBan({ name: "spam", banned: true, reason: "advertising" });
    expect((await viewerOf(new Headers({ cookie: locked.cookie }))).user).toBeNull();
    await expect(withKey()).rejects.toMatchObject({ code: "SIGN_IN" });
    const signIn = () => callerWith().api.account.signIn({ name: "spam", password: PASSWORD });
    await expect(signIn()).rejects.toThrow(/locked/);
    expect((await admin.api.account.list({ query: "spa" })).accounts).toMatchObject([
      { name: "spam", banReason: "advertising" },
    ]);
    await admin.api.account.setBan({ name: "spam", banned: false });
    await signIn();
    expect((await withKey()).user?.name).toBe("spam");
    expect((await audit("account")).slice(0, 2).map(({ action }) => action)).toEqual([
      "account.unban",
      "account.ban",
    ]);
  });

  it("leave an administrator who can undo it", async () => {
    await expect(admin.api.account.setRole({ name: "boss", role: "reader" })).rejects.toThrow(/your own/);
    await expect(admin.api.account.setBan({ name: "boss", banned: true })).rejects.toThrow(/your own/);
    for (const { api } of [reviewer, writer])
      await expect(api.account.setRole({ name: "boss", role: "reader" })).rejects.toThrow(/needs the role/);
  });
});

describe("visibility", () => {
  it("of an SAE and of its model holds from the next request on", async () => {
    const sees = async () => {
      const models = await visitor.catalogue.list();
      const listed = models.flatMap(({ saes }) => saes.map(({ slug }) => slug)).includes(RUNNING.sae);
      const reached = await visitor.feature
        .get({ model: MODEL, sae: RUNNING.sae, index: "1" })
        .then(() => true)
        .catch(() => false);
      return { listed, reached };
    };
    const sae = { model: MODEL, sae: RUNNING.sae };
    expect(await sees()).toEqual({ listed: true, reached: true });
    await admin.api.catalogue.setVisibility({ ...sae, visibility: "unlisted" });
    expect(await sees()).toEqual({ listed: false, reached: true });
    await admin.api.catalogue.setVisibility({ ...sae, visibility: "private" });
    expect(await sees()).toEqual({ listed: false, reached: false });
    await admin.api.catalogue.setVisibility({ ...sae, visibility: "public" });
    await admin.api.catalogue.setVisibility({ model: MODEL, visibility: "private" });
    expect(await sees()).toEqual({ listed: false, reached: false });
    await admin.api.catalogue.setVisibility({ model: MODEL, visibility: "public" });
    expect(await sees()).toEqual({ listed: true, reached: true });
    expect((await audit("catalogue.visibility")).map(({ subject }) => subject)).toEqual([
      `model ${MODEL}`,
      `model ${MODEL}`,
      `sae ${MODEL}/${RUNNING.sae}`,
      `sae ${MODEL}/${RUNNING.sae}`,
      `sae ${MODEL}/${RUNNING.sae}`,
    ]);
  });
});

describe("moderation", () => {
  it("lists what is hidden with who hid it and why, and brings it back", async () => {
    await writer.api.label.propose({ ...address, text: "rude words" });
    await writer.api.comment.add({ ...address, text: "rude remark" });
    const { id: listId } = await writer.api.list.create({ title: "rude list", visibility: "public" });
    const [label] = await reviewer.api.label.list(address);
    const [remark] = await reviewer.api.comment.list(address);
    await reviewer.api.label.hide({ id: label?.id ?? 0, reason: "rude" });
    await reviewer.api.comment.hide({ id: remark?.id ?? 0, reason: "rude" });
    await reviewer.api.list.hide({ id: listId, reason: "rude" });
    expect(await visitor.label.list(address)).toEqual([]);
    const hidden = await reviewer.api.moderation.hidden();
    expect(
      hidden.map(({ kind, text, author, hiddenBy, reason }) => [kind, text, author, hiddenBy, reason]),
    ).toEqual([
      ["list", "rude list", "will", "rita", "rude"],
      ["comment", "rude remark", "will", "rita", "rude"],
      ["label", "rude words", "will", "rita", "rude"],
    ]);
    await reviewer.api.label.hide({ id: label?.id ?? 0, hidden: false });
    await reviewer.api.comment.hide({ id: remark?.id ?? 0, hidden: false });
    await reviewer.api.list.hide({ id: listId, hidden: false });
    expect(await reviewer.api.moderation.hidden()).toEqual([]);
    expect((await visitor.label.list(address)).map(({ text }) => text)).toEqual(["rude words"]);
    await expect(writer.api.moderation.hidden()).rejects.toThrow(/needs the role/);
  });
});

describe("jobs", () => {
  it("are listed with what they are about, cancelled, and tried again", async () => {
    const { rows } = await database.pool.query<{ id: number }>("SELECT id FROM sae WHERE slug = $1", [
      DONE.sae,
    ]);
    const id = await createJob("compute-neighbours", { saeId: rows[0]?.id ?? 0 });
    const find = async (state: "queued" | "cancelled") =>
      (await admin.api.job.list({ state })).jobs.find((job) => job.id === id);
    expect(await find("queued")).toMatchObject({ about: { model: MODEL, sae: DONE.sae }, attempts: 0 });
    await admin.api.job.cancel({ id });
    expect(await find("cancelled")).toBeDefined();
    await expect(admin.api.job.cancel({ id })).rejects.toThrow(/is cancelled and cannot be cancelled/);
    await admin.api.job.retry({ id });
    expect(await find("queued")).toBeDefined();
    await expect(admin.api.job.retry({ id: randomUUID() })).rejects.toThrow(/There is no job/);
    expect((await audit("job")).map(({ action, subject }) => [action, subject])).toEqual([
      ["job.retry", `job ${id}`],
      ["job.cancel", `job ${id}`],
    ]);
  });

  it("are paged without repeating one", async () => {
    for (let i = 0; i < 60; i++) await createJob("embed-labels", {});
    const first = await admin.api.job.list({});
    const second = await admin.api.job.list({ before: first.next });
    const ids = [...first.jobs, ...second.jobs].map(({ id }) => id);
    expect(first.jobs).toHaveLength(50);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(61);
  });
});
