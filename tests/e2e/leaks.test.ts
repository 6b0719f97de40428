import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { atOnce } from "../support/at-once";
import { ASKERS, expectNoLeak, mayMeet, type Asker } from "../support/leaks";
import { forgetRates } from "../support/rates";
import { removeSecrets, writeSecrets, type Secret } from "../support/secrets";
import { ADDRESSES, POSTS } from "../support/surface/addresses";
import { baseUrl } from "./browser";
import { ensureSetUp, PASSWORD } from "./people";

/** Every page and REST route, asked by everybody for things that not everybody may see. */

const cookies = new Map<Asker, string>();
let secrets: Secret[] = [];

async function register(who: Asker, role: string): Promise<void> {
  const name = `leak-${who}`;
  const answer = await fetch(`${baseUrl()}/api/trpc/account.register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ json: { name, password: PASSWORD } }),
  });
  expect(answer.status).toBe(200);
  cookies.set(
    who,
    answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(";")[0])
      .join("; "),
  );
  await getDatabase().pool.query("UPDATE user_account SET role = $2 WHERE username = $1", [name, role]);
}

beforeAll(async () => {
  await ensureSetUp();
  await register("admin", "admin");
  await register("owner", "annotator");
  await register("other", "annotator");
  await register("reviewer", "reviewer");
  const { pool } = getDatabase();
  const { rows } = await pool.query<{ id: string }>(
    "SELECT id FROM user_account WHERE username = 'leak-owner'",
  );
  secrets = await writeSecrets(pool, rows[0]?.id ?? "");
});
// the other files' pages show no more than the fixture
afterAll(async () => {
  const { pool } = getDatabase();
  await removeSecrets(pool);
  await forgetRates(pool);
  await pool.query("DELETE FROM user_account WHERE username LIKE 'leak-%'");
  await closeDatabase();
});

const texts = new Map<string, Promise<string>>();

/** Asked once; what a page that names no secret shows is searched for all of them. */
function read(who: Asker, path: string): Promise<string> {
  const key = `${who} ${path}`;
  const asked = texts.get(key) ?? ask(who, path);
  texts.set(key, asked);
  return asked;
}

async function ask(who: Asker, path: string): Promise<string> {
  await forgetRates(getDatabase().pool);
  const cookie = cookies.get(who);
  const answer = await fetch(baseUrl() + path, { headers: cookie ? { cookie } : {} });
  expect(answer.status, `${path} as ${who}`).toBeLessThan(500);
  expect(answer.status, `${path} as ${who}`).not.toBe(429);
  return answer.text();
}

/** As a page of this site sends it. */
async function post(who: Asker, path: string, body: unknown): Promise<string> {
  await forgetRates(getDatabase().pool);
  const cookie = cookies.get(who);
  const answer = await fetch(baseUrl() + path, {
    method: "POST",
    headers: { "content-type": "application/json", origin: baseUrl(), ...(cookie ? { cookie } : {}) },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  expect([429, 500], `${path} as ${who}: ${text}`).not.toContain(answer.status);
  return text;
}

/** Questions on their way at once. */
const MOST = 4;

const met = new Set<string>();

describe.each(Object.entries(ADDRESSES))("%s", (file, addresses) => {
  it("tells nobody of what they may not see", async () => {
    const questions = secrets.flatMap((secret) =>
      ASKERS.flatMap((who) => addresses(secret).map((path) => ({ secret, who, path }))),
    );
    await atOnce(questions, MOST, async ({ secret, who, path }) => {
      const text = await read(who, path);
      const named =
        path.includes(secret.sae) ||
        path.includes(secret.listId) ||
        path.includes(secret.runId) ||
        path.includes(secret.shortLink) ||
        path.includes(`/${secret.labelId}`);
      if (expectNoLeak(secret, text, { who, named, request: path, what: file }))
        met.add(`${file} ${secret.name} ${who}`);
    });
  });
});

describe.each(Object.entries(POSTS))("POST %s", (file, bodies) => {
  it("tells nobody of what they may not see", async () => {
    for (const secret of secrets)
      for (const who of ASKERS)
        for (const body of bodies(secret)) {
          const said = JSON.stringify(body);
          const named = [secret.sae, secret.listId].some((name) => said.includes(name));
          // whoever may see it would change it for the next; they ask below
          if (named && mayMeet(secret, who, named) && !file.includes("list/get")) continue;
          const text = await post(who, `/${file.replace("/route.ts", "")}`, body);
          if (expectNoLeak(secret, text, { who, named, request: said, what: file }))
            met.add(`${file} ${secret.name} ${who}`);
        }
  });
});

it("would have seen a leak: those who may see a thing have met it where it is", () => {
  const page = "[model]/[sae]/[index]/page.tsx";
  for (const name of ["private model", "private SAE", "unlisted SAE", "hidden opinions"])
    for (const who of ["admin", "owner"]) expect(met).toContain(`${page} ${name} ${who}`);
  expect(met).toContain(`${page} unlisted SAE anonymous`);
  expect(met).toContain(`${page} hidden opinions reviewer`);
  expect(met).toContain("api/feature/[model]/[sae]/[index]/route.ts private SAE owner");
  expect(met).toContain("api/list/get/route.ts private SAE owner");
  expect(met).not.toContain("api/list/get/route.ts private SAE other");
});

/** Where a change that lets out a secret would show. */
const SHOWN = ["/", "/lists", "/u/leak-owner", "/search?q=secretword", "/api/v1/models", "/api/v1/lists"];

describe.each(Object.entries(POSTS))("POST %s by those who may", (file, bodies) => {
  it("is answered or refused, and lets nothing out", async () => {
    for (const secret of secrets)
      for (const who of ASKERS.filter((who) => mayMeet(secret, who, true)))
        for (const body of bodies(secret)) {
          const text = await post(who, `/${file.replace("/route.ts", "")}`, body);
          // a worker that is asked to compute finds no weights, and says so however soon
          if (file.startsWith("api/steer")) expect(text).toMatch(/does not exist/);
        }
    for (const secret of secrets)
      for (const path of SHOWN) {
        const text = await ask("anonymous", path);
        expectNoLeak(secret, text, { who: "anonymous", named: false, request: path, what: file });
      }
  }, 60_000);
});

it("answers for a private thing as for one that does not exist", async () => {
  for (const path of ["/synthetic-words/kept-two", "/synthetic-words/kept-two/0", "/kept-model/kept-one/0"]) {
    const [there, nowhere] = await Promise.all(
      [path, path.replace("kept", "none")].map(async (to) => {
        const answer = await fetch(baseUrl() + to);
        return { status: answer.status, text: await answer.text() };
      }),
    );
    expect(there?.status).toBe(404);
    expect(nowhere?.status).toBe(404);
    expect(there?.text).toContain(path.includes("kept-model") ? "There is no model" : "has no SAE");
  }
});
