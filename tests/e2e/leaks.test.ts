import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { writeSecrets, type Secret } from "../support/secrets";
import { ADDRESSES, POSTS } from "../support/surface";
import { baseUrl } from "./browser";
import { PASSWORD } from "./people";

/** Every page and REST route, asked by everybody for things that not everybody may see. */

const NAMES = ["anonymous", "other", "reviewer", "admin", "owner"] as const;
type Name = (typeof NAMES)[number];
const cookies = new Map<Name, string>();
let secrets: Secret[] = [];

async function register(who: Name, role: string): Promise<void> {
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
  await pool.query("DELETE FROM sae WHERE slug LIKE 'kept-%'");
  await pool.query("DELETE FROM language_model WHERE id LIKE 'kept-%'");
  await pool.query("DELETE FROM label WHERE text LIKE 'secretword-%'");
  await pool.query("DELETE FROM short_link WHERE path LIKE '%/kept-%' OR path LIKE '/lists/list-of-%'");
  await pool.query("DELETE FROM feature_list WHERE id LIKE 'list-of-%'");
  await pool.query("DELETE FROM user_account WHERE username LIKE 'leak-%'");
  await closeDatabase();
});

/** As in tests/db/leaks.test.ts. */
function allowed(secret: Secret, who: Name, named: boolean): boolean {
  if (who === "admin" || who === "owner") return true;
  if (secret.name === "hidden opinions") return who === "reviewer";
  return named && secret.reachable;
}

const texts = new Map<string, Promise<string>>();

/** Asked once; what a page that names no secret shows is searched for all of them. */
function read(who: Name, path: string): Promise<string> {
  const key = `${who} ${path}`;
  const asked = texts.get(key) ?? ask(who, path);
  texts.set(key, asked);
  return asked;
}

async function ask(who: Name, path: string): Promise<string> {
  const cookie = cookies.get(who);
  const answer = await fetch(baseUrl() + path, { headers: cookie ? { cookie } : {} });
  expect(answer.status, `${path} as ${who}`).toBeLessThan(500);
  return answer.text();
}

/** As a page of this site sends it. */
async function post(who: Name, path: string, body: unknown): Promise<string> {
  const cookie = cookies.get(who);
  const answer = await fetch(baseUrl() + path, {
    method: "POST",
    headers: { "content-type": "application/json", origin: baseUrl(), ...(cookie ? { cookie } : {}) },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  expect(answer.status, `${path} as ${who}: ${text}`).not.toBe(500);
  return text;
}

const met = new Set<string>();

describe.each(Object.entries(ADDRESSES))("%s", (file, addresses) => {
  it("tells nobody of what they may not see", async () => {
    for (const secret of secrets)
      for (const who of NAMES)
        for (const path of addresses(secret)) {
          const text = await read(who, path);
          const named =
            path.includes(secret.sae) ||
            path.includes(secret.listId) ||
            path.includes(secret.runId) ||
            path.includes(secret.shortLink) ||
            path.includes(`/${secret.labelId}`);
          for (const word of [...secret.words, secret.sae]) {
            if (path.includes(word) || (word === secret.sae && secret.name === "hidden opinions")) continue;
            if (!text.includes(word)) continue;
            met.add(`${file} ${secret.name} ${who}`);
            const at = text.indexOf(word);
            expect(
              allowed(secret, who, named),
              `${who} met “${word}” (${secret.name}) at ${path}: ${text.slice(Math.max(0, at - 200), at + 100)}`,
            ).toBe(true);
          }
        }
  });
});

describe.each(Object.entries(POSTS))("POST %s", (file, bodies) => {
  it("tells nobody of what they may not see", async () => {
    for (const secret of secrets)
      for (const who of NAMES)
        for (const body of bodies(secret)) {
          const said = JSON.stringify(body);
          const named = [secret.sae, secret.listId].some((name) => said.includes(name));
          // whoever may see it would have a worker compute with weights that are not there, or change it
          if (named && allowed(secret, who, named) && !file.includes("list/get")) continue;
          const text = await post(who, `/${file.replace("/route.ts", "")}`, body);
          for (const word of [...secret.words, secret.sae]) {
            if (said.includes(word) || (word === secret.sae && secret.name === "hidden opinions")) continue;
            if (!text.includes(word)) continue;
            met.add(`${file} ${secret.name} ${who}`);
            expect(allowed(secret, who, named), `${who} met “${word}” in ${file}(${said}): ${text}`).toBe(
              true,
            );
          }
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
