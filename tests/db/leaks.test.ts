import { beforeAll, describe, expect, it } from "vitest";
import { appRouter } from "@/server/routers";
import { ANYBODY } from "@/server/access/viewer";
import { callerOf, makeAccount } from "../support/accounts";
import { writeMixedList, writeSecrets, type Secret } from "../support/secrets";
import { PROCEDURES } from "../support/surface";
import { useTestDatabase } from "../support/test-database";

/** Every procedure, asked by everybody for things that not everybody may see. */

const database = useTestDatabase();
const NAMES = ["anonymous", "other", "reviewer", "admin", "owner"] as const;
type Name = (typeof NAMES)[number];
const callers = new Map<Name, ReturnType<typeof callerOf>>();
let secrets: Secret[] = [];

beforeAll(async () => {
  const admin = await makeAccount("leak-admin", "admin");
  const owner = await makeAccount("leak-owner");
  const other = await makeAccount("leak-other");
  const reviewer = await makeAccount("leak-reviewer", "reviewer");
  callers.set("anonymous", callerOf(ANYBODY)).set("other", other.api).set("reviewer", reviewer.api);
  callers.set("admin", admin.api).set("owner", owner.api);
  secrets = await writeSecrets(database.pool, owner.id);
  await writeMixedList(database.pool, other.id);
});

/** Who may meet a secret's words in answer to a request that names it, and in answer to one that does not. */
function allowed(secret: Secret, who: Name): { named: boolean; unnamed: boolean } {
  if (who === "admin" || who === "owner") return { named: true, unnamed: true };
  if (secret.name === "hidden opinions") return { named: who === "reviewer", unnamed: who === "reviewer" };
  return { named: secret.reachable, unnamed: false };
}

/** query, mutation or subscription, by path; at run time the record is flat. */
const flat = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
const kinds = new Map(Object.entries(flat).map(([path, procedure]) => [path, procedure._def.type]));

/** The answer as text, whether it is a value, a refusal or the first event of a stream. */
async function ask(who: Name, path: string, input: unknown): Promise<string> {
  const [noun = "", verb = ""] = path.split(".");
  const routers = callers.get(who) as unknown as Record<string, Record<string, (input: unknown) => unknown>>;
  try {
    const answer = await routers[noun]?.[verb]?.(input);
    return JSON.stringify((kinds.get(path) === "subscription" ? await firstOf(answer) : answer) ?? null);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function firstOf(stream: unknown): Promise<unknown> {
  const events = (stream as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  const silence = new Promise<null>((resolve) => setTimeout(() => resolve(null), 500));
  const first = await Promise.race([events.next(), silence]);
  void events.return?.(undefined);
  return first;
}

/** Changes are for those who may not: the others would succeed, and change what the next request sees. */
const askers = (path: string): readonly Name[] =>
  kinds.get(path) === "mutation" ? ["anonymous", "other", "reviewer"] : NAMES;

const met = new Set<string>();

describe.each(Object.entries(PROCEDURES))("%s", (path, requests) => {
  it("tells nobody of what they may not see", async () => {
    for (const secret of secrets)
      for (const who of askers(path)) {
        // a reviewer's work is to hide, and hidden things are theirs to see
        if (kinds.get(path) === "mutation" && allowed(secret, who).named) continue;
        for (const input of requests(secret)) {
          const said = JSON.stringify(input ?? null);
          const answer = await ask(who, path, input);
          const named =
            said.includes(secret.sae) ||
            (/"(id|labelId|repeat|ids)"/.test(said) && !said.includes("list-of-other"));
          const may = allowed(secret, who)[named ? "named" : "unnamed"];
          for (const word of [...secret.words, secret.sae]) {
            if (said.includes(word) || (word === secret.sae && secret.name === "hidden opinions")) continue;
            if (!answer.includes(word)) continue;
            met.add(`${path} ${secret.name} ${who}`);
            expect(
              may,
              `${who} met “${word}” (${secret.name}) in ${path}(${said}): ${answer.slice(0, 300)}`,
            ).toBe(true);
          }
        }
      }
  });
});

it("would have seen a leak: those who may see a thing have met it where it is", () => {
  for (const name of ["private model", "private SAE", "unlisted SAE", "hidden opinions"])
    for (const who of ["admin", "owner"]) expect(met).toContain(`label.list ${name} ${who}`);
  expect(met).toContain("label.list unlisted SAE anonymous");
  expect(met).toContain("label.list hidden opinions reviewer");
  expect(met).toContain("list.get private SAE owner");
  expect(met).toContain("list.get hidden opinions reviewer");
  expect(met).toContain("collection.watch private SAE owner");
  expect(met).toContain("catalogue.list private model owner");
  expect(met).toContain("steer.findFeatures private SAE admin");
  expect(met).toContain("moderation.hidden hidden opinions reviewer");
});
