import { TRPCError } from "@trpc/server";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { appRouter } from "@/server/procedures";
import { ANYBODY } from "@/server/platform/access/viewer";
import { callerOf, makeAccount } from "../support/accounts";
import { ASKERS, expectNoLeak, mayMeet, type Asker } from "../support/leaks";
import { forgetRates } from "../support/rates";
import { removeSecrets, writeSecrets, writeSharedLists, type Secret } from "../support/secrets";
import { PROCEDURES } from "../support/surface/procedures";
import { useTestDatabase } from "../support/test-database";

/** Every procedure, asked by everybody for things that not everybody may see. */

const database = useTestDatabase();
const callers = new Map<Asker, ReturnType<typeof callerOf>>();
let secrets: Secret[] = [];
let ownerId = "";
let restoreLists: () => Promise<void>;

beforeAll(async () => {
  const admin = await makeAccount("leak-admin", "admin");
  const owner = await makeAccount("leak-owner");
  const other = await makeAccount("leak-other");
  const reviewer = await makeAccount("leak-reviewer", "reviewer");
  callers.set("anonymous", callerOf(ANYBODY)).set("other", other.api).set("reviewer", reviewer.api);
  callers.set("admin", admin.api).set("owner", owner.api);
  ownerId = owner.id;
  secrets = await writeSecrets(database.pool, ownerId);
  const giver = await makeAccount("leak-giver");
  restoreLists = () => writeSharedLists(database.pool, giver.id, other.id);
});
// some of the requests arrange them anew
beforeEach(() => restoreLists());

/** query, mutation or subscription, by path; at run time the record is flat. */
const flat = appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>;
const kinds = new Map(Object.entries(flat).map(([path, procedure]) => [path, procedure._def.type]));

/** A defect is no refusal, and what it says is not meant for the asker; who is turned away for haste has learnt nothing. */
const UNEXPECTED = ["INTERNAL_SERVER_ERROR", "TOO_MANY_REQUESTS"];

/** The answer as text, whether it is a value, a refusal or the first event of a stream. */
async function ask(who: Asker, path: string, input: unknown): Promise<string> {
  const [noun = "", verb = ""] = path.split(".");
  await forgetRates(database.pool);
  // nobody writes the texts that requests ask for, and of those that wait there may be three
  await database.pool.query("DELETE FROM steering_run WHERE state = 'queued'");
  const routers = callers.get(who) as unknown as Record<string, Record<string, (input: unknown) => unknown>>;
  try {
    const answer = await routers[noun]?.[verb]?.(input);
    return JSON.stringify((kinds.get(path) === "subscription" ? await firstOf(answer) : answer) ?? null);
  } catch (error) {
    if (error instanceof TRPCError) expect(UNEXPECTED, `${path}: ${error.stack}`).not.toContain(error.code);
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

const isChange = (path: string): boolean => kinds.get(path) === "mutation";
const met = new Set<string>();

/** Asks for each secret in the name of each of these people. */
async function walk(path: string, askers: (secret: Secret) => readonly Asker[]): Promise<void> {
  for (const secret of secrets)
    for (const who of askers(secret))
      for (const input of PROCEDURES[path]?.(secret) ?? []) {
        const request = JSON.stringify(input ?? null);
        const answer = await ask(who, path, input);
        const named =
          request.includes(secret.sae) ||
          (/"(id|labelId|repeat|ids)"/.test(request) && !/list-(mixed|of-other)/.test(request));
        if (expectNoLeak(secret, answer, { who, named, request, what: path }))
          met.add(`${path} ${secret.name} ${who}`);
      }
}

describe.each(Object.keys(PROCEDURES))("%s", (path) => {
  it("tells nobody of what they may not see", async () => {
    // those who may change a secret do so below: it would not be the same for the next
    await walk(path, (secret) =>
      isChange(path) ? ASKERS.filter((who) => !mayMeet(secret, who, true)) : ASKERS,
    );
  });
});

it("would have seen a leak: those who may see a thing have met it where it is", () => {
  for (const name of ["private model", "private SAE", "unlisted SAE", "hidden opinions"])
    for (const who of ["admin", "owner"]) expect(met).toContain(`label.list ${name} ${who}`);
  expect(met).toContain("label.list unlisted SAE anonymous");
  expect(met).toContain("label.list hidden opinions reviewer");
  expect(met).toContain("list.get private SAE owner");
  expect(met).toContain("evaluation.get private SAE owner");
  expect(met).toContain("vector.get private SAE owner");
  expect(met).toContain("safety.features private SAE owner");
  expect(met).toContain("safety.browse private SAE owner");
  expect(met).toContain("vector.browse private SAE owner");
  expect(met).toContain("vector.get hidden opinions reviewer");
  expect(met).toContain("list.get hidden opinions reviewer");
  expect(met).toContain("collection.watch private SAE owner");
  expect(met).toContain("catalogue.list private model owner");
  expect(met).toContain("steer.findFeatures private SAE admin");
  expect(met).toContain("moderation.hidden hidden opinions reviewer");
});

/** What people look through; a change that lets out a secret shows in one of them. */
const SHOWN = [
  ...["catalogue.list", "list.browse", "list.of", "list.get", "label.list", "label.search", "comment.list"],
  ...["vector.browse", "vector.get", "safety.browse", "safety.features"],
  ...["feature.get", "sae.get", "search.find", "share.follow", "steer.get", "account.profile"],
];
/** Changes whose purpose is to show a thing: to everybody, or to whom the list belongs. */
const TOLD: Record<string, readonly Asker[]> = {
  "catalogue.setVisibility": ["anonymous", "other"],
  "list.arrange": ["other"],
  "list.setMember": ["other"],
};

describe.each(Object.keys(PROCEDURES).filter(isChange))("%s by those who may", (path) => {
  it("is answered or refused, and lets nothing out", async () => {
    const shows = async (readers: readonly Asker[]) => {
      const untold = readers.filter((who) => !TOLD[path]?.includes(who));
      for (const shown of SHOWN) await walk(shown, () => untold);
    };
    await walk(path, (secret) => ASKERS.filter((who) => mayMeet(secret, who, false)));
    await shows(["anonymous", "other"]);
    // who has the address alone may copy what is there into lists of their own, and then finds it there
    await walk(path, (secret) =>
      ASKERS.filter((who) => mayMeet(secret, who, true) && !mayMeet(secret, who, false)),
    );
    await shows(["anonymous"]);
    await removeSecrets(database.pool);
    secrets = await writeSecrets(database.pool, ownerId);
    // reads the catalogue anew
    await callers.get("admin")?.catalogue.list();
  });
});
