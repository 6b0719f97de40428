import { TRPCError } from "@trpc/server";
import { beforeAll, describe, expect, it } from "vitest";
import { SCOPES, type Scope } from "@/domain/accounts";
import { contextOf } from "@/server/rest/respond";
import { appRouter } from "@/server/procedures";
import { needsOf, type Meta } from "@/server/trpc";
import { callerOf, makeAccount, type TestAccount } from "../support/accounts";
import { forgetRates } from "../support/rates";
import { removeSecrets, writeSecrets, type Secret } from "../support/secrets";
import { PROCEDURES } from "../support/surface/procedures";
import { useTestDatabase } from "../support/test-database";

/** What each API key may do: the scope of every procedure, written down here and tried with an administrator's keys. */

const ADMINISTER = [
  ...["account.list", "account.setBan", "account.setRole", "audit.list", "catalogue.setVisibility"],
  ...["benchmark.start", "collection.readRest", "evaluation.start", "safety.limit"],
  ...["import.list", "import.start", "job.cancel", "job.list", "job.retry"],
  ...[
    "training.form",
    "training.get",
    "training.list",
    "training.register",
    "training.start",
    "training.watch",
  ],
];
/** By a session alone. */
const OWN = [
  ...["account.changePassword", "account.createKey", "account.endSessions", "account.revokeKey"],
  "account.settings",
];
const COMPUTE = [
  ...[
    "steer.cost",
    "steer.readWritten",
    "steer.scoreOutputs",
    "steer.start",
    "steer.stop",
    "text.activateFeature",
    "text.rankByToken",
  ],
  ...["text.lookThroughLayers", "text.rankOverall", "text.read", "text.readTokens", "trace.ask"],
  ...["trace.chain", "trace.rewrite"],
];

type Flat = Record<string, { _def: { type: "query" | "mutation" | "subscription"; meta?: Meta } }>;
const flat = appRouter._def.procedures as unknown as Flat;

function expectedScope(path: string): Scope | null {
  if (OWN.includes(path)) return null;
  if (ADMINISTER.includes(path)) return "administer";
  if (COMPUTE.includes(path)) return "compute";
  return flat[path]?._def.type === "mutation" ? "write" : "read";
}

const database = useTestDatabase();
let root: TestAccount;
let secrets: Secret[] = [];
beforeAll(async () => {
  root = await makeAccount("root", "admin");
  secrets = await writeSecrets(database.pool, root.id);
});

/** Whether the key was refused for its scopes; every other answer says that they were enough. */
async function isRefused(path: string, input: unknown, scopes: readonly Scope[]): Promise<boolean> {
  const caller = callerOf({ ...root.viewer, scopes }) as unknown as Record<
    string,
    Record<string, (input: unknown) => Promise<unknown>>
  >;
  const [noun = "", verb = ""] = path.split(".");
  await forgetRates(database.pool);
  try {
    const answer = await caller[noun]?.[verb]?.(input);
    if (flat[path]?._def.type === "subscription")
      await (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]().return?.();
    return false;
  } catch (error) {
    return error instanceof TRPCError && error.code === "FORBIDDEN" && /API key/.test(error.message);
  }
}

describe.each(Object.keys(PROCEDURES))("%s", (path) => {
  const scope = expectedScope(path);

  it("says which scope it needs", () => {
    const definition = flat[path]?._def;
    expect(definition && needsOf(definition.type, definition.meta).scope).toBe(scope);
  });

  it("is refused to an administrator's key without that scope", async () => {
    const others = SCOPES.filter((other) => other !== scope);
    const [secret] = secrets;
    if (!secret) throw new Error("There is nothing to ask for.");
    for (const input of PROCEDURES[path]?.(secret) ?? [])
      expect(await isRefused(path, input, others), JSON.stringify(input)).toBe(true);
  });
});

it("is enough where it is the one", async () => {
  const [secret] = secrets;
  if (!secret) throw new Error("There is nothing to ask for.");
  for (const path of Object.keys(PROCEDURES)) {
    const scope = expectedScope(path);
    const asks = PROCEDURES[path]?.(secret)[0];
    // those that compute would have a worker do so, and those that write would change what the next one asks for
    if (scope !== "read" && scope !== "administer") continue;
    if (flat[path]?._def.type !== "query") continue;
    expect(await isRefused(path, asks, [scope]), path).toBe(false);
  }
  await removeSecrets(database.pool);
});

describe("the Origin check", () => {
  const cookies = (headers: Record<string, string>) =>
    contextOf(
      new Request("http://localhost/api/v1/lists", {
        method: "POST",
        headers: { host: "localhost", origin: "http://evil.example", cookie: root.cookie, ...headers },
      }),
      new Headers(),
    ).identify?.();

  it.each<Record<string, string>>([
    {},
    { authorization: "Basic cm9vdDp4" },
    { authorization: "Bearer" },
    { authorization: "" },
  ])("holds whenever a cookie counts: %j", async (headers) => {
    const asked = Promise.resolve().then(() => cookies(headers));
    await expect(asked).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("leaves a request with a key to its key", async () => {
    const asked = Promise.resolve().then(() => cookies({ authorization: "Bearer fsk_nothing" }));
    await expect(asked).rejects.toMatchObject({ code: "SIGN_IN" });
  });
});
