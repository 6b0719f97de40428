import { describe, expect, it } from "vitest";
import { viewerOf } from "@/server/platform/auth/viewer-of";
import { callerWith, makeAccount, PASSWORD, SETUP_CODE } from "../support/accounts";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const roles = async () =>
  (
    await database.pool.query<{ username: string; role: string }>(
      "SELECT username, role FROM user_account ORDER BY created_at",
    )
  ).rows;
const signedIn = (cookie: string) => viewerOf(new Headers({ cookie }));

describe("accounts", () => {
  it("needs the setup code for the first account, and says where it is", async () => {
    for (const code of [undefined, "", "AAAAA-AAAAA"])
      await expect(
        callerWith().api.account.register({ name: "ada", password: PASSWORD, code }),
      ).rejects.toMatchObject({
        code: "FORBIDDEN",
        message: expect.stringContaining("setup code") as string,
      });
    expect(await roles()).toEqual([]);
  });

  it("makes exactly one administrator of many first accounts at once", async () => {
    await Promise.all(
      ["ada", "bob", "cyd", "dee"].map((name) =>
        callerWith().api.account.register({ name, password: PASSWORD, code: SETUP_CODE }),
      ),
    );
    const all = await roles();
    expect(all).toHaveLength(4);
    expect(all.filter(({ role }) => role === "admin")).toHaveLength(1);
    expect(all.filter(({ role }) => role === "annotator")).toHaveLength(3);
  });

  it("signs in with the right password alone, and says the same of a wrong one and of no such name", async () => {
    const { api, cookie } = callerWith();
    await api.account.signIn({ name: "ADA", password: PASSWORD });
    expect((await signedIn(cookie())).user?.name).toBe("ada");
    const wrong = callerWith().api.account.signIn({ name: "ada", password: "something else" });
    const nobody = callerWith().api.account.signIn({ name: "nobody", password: "something else" });
    const said = await Promise.all(
      [wrong, nobody].map((call) => call.catch((error: unknown) => String(error))),
    );
    expect(said[0]).toContain("name or the password is wrong");
    expect(said[1]).toBe(said[0]);
  });

  it("sets a cookie that scripts cannot read and other sites do not send", async () => {
    const { api, responseHeaders } = callerWith();
    await api.account.signIn({ name: "ada", password: PASSWORD });
    const [cookie = ""] = responseHeaders.getSetCookie();
    expect(cookie).toMatch(/^featurescope\.session_token=/);
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    expect(await signedIn(cookie.split(";")[0]?.replace(/.$/, "x") ?? "")).toMatchObject({ user: null });
  });

  it("ends the session with signing out", async () => {
    const { api, cookie } = callerWith();
    await api.account.signIn({ name: "ada", password: PASSWORD });
    await callerWith(new Headers({ cookie: cookie() })).api.account.signOut();
    expect((await signedIn(cookie())).user).toBeNull();
  });

  it("keeps passwords as scrypt hashes only", async () => {
    const { rows } = await database.pool.query<{ password: string }>("SELECT password FROM user_login");
    for (const { password } of rows) {
      expect(password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/);
      expect(password).not.toContain(PASSWORD);
    }
  });

  it.each(["a", "-ab", "a b", "аda", "x".repeat(31), "<b>", "ada.", "a\u202eb"])(
    "refuses the name %j",
    async (name) => {
      await expect(callerWith().api.account.register({ name, password: PASSWORD })).rejects.toMatchObject({
        code: "BAD_REQUEST",
      });
    },
  );

  it("gives one name to one of those who want it at the same moment", async () => {
    const tries = await Promise.allSettled(
      [1, 2, 3, 4].map(() => callerWith().api.account.register({ name: "eve", password: PASSWORD })),
    );
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of tries)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "CONFLICT" });
  });

  it("does not let a locked account in", async () => {
    await database.pool.query("UPDATE user_account SET banned_at = now() WHERE username = 'bob'");
    await expect(callerWith().api.account.signIn({ name: "bob", password: PASSWORD })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("changes the password for who knows it, and ends the other sessions", async () => {
    const [here, elsewhere] = [callerWith(), callerWith()];
    for (const { api } of [here, elsewhere]) await api.account.signIn({ name: "cyd", password: PASSWORD });
    const caller = callerWith(new Headers({ cookie: here.cookie() }));
    await expect(
      caller.api.account.changePassword({ current: "not the password", next: "another one 123" }),
    ).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    await caller.api.account.changePassword({ current: PASSWORD, next: "another one 123" });
    expect((await signedIn(elsewhere.cookie())).user).toBeNull();
    expect((await signedIn(caller.cookie())).user?.name).toBe("cyd");
  });
});

describe("API keys", () => {
  it("act for their account within their scopes, until revoked", async () => {
    const owner = await makeAccount("keeper");
    const { key } = await owner.api.account.createKey({ name: "notebook", scopes: ["read"] });
    const withKey = () => callerWith(new Headers({ "x-api-key": key })).api;
    expect(await withKey().bookmark.list()).toEqual([]);
    await expect(withKey().account.setAbout({ about: "x" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { rows } = await database.pool.query("SELECT * FROM api_key");
    expect(JSON.stringify(rows)).not.toContain(key);
    // what could make it outlive its end is for a session alone
    await expect(withKey().account.settings()).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { keys } = await owner.api.account.settings();
    await owner.api.account.revokeKey({ id: keys[0]?.id ?? "" });
    await expect(withKey().bookmark.list()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  });

  it("are not taken for a visitor when they are wrong", async () => {
    const caller = callerWith(new Headers({ authorization: "Bearer fsk_made-up" }));
    await expect(caller.api.catalogue.list()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  });
});
