import { beforeAll, describe, expect, it } from "vitest";
import { addToList, listOwn, makeList, readList } from "@/server/rest/neuronpedia/lists";
import { activateSource } from "@/server/rest/neuronpedia/activate-source";
import { activateTexts } from "@/server/rest/neuronpedia/activate-texts";
import { makeModel, uploadFeatures } from "@/server/rest/neuronpedia/models";
import { searchTopKByToken } from "@/server/rest/neuronpedia/rank-by-token";
import { searchAll } from "@/server/rest/neuronpedia/search-all";
import { searchExplanations } from "@/server/rest/neuronpedia/search-explanations";
import { makeSourceSet, readSourceSet } from "@/server/rest/neuronpedia/source-sets";
import { steerText } from "@/server/rest/neuronpedia/steer";
import { findOwnVector, listOwnVectors, makeOwnVector } from "@/server/rest/neuronpedia/vectors";
import { GET as openApi } from "@/app/api/v1/openapi.json/route";
import { handleRest } from "@/server/rest/handle";
import { openApiDocument } from "@/server/rest/open-api";
import { OPERATIONS } from "@/server/rest/operations";
import { appRouter } from "@/server/procedures";
import { GET as exportLabels } from "@/app/api/export/labels/[model]/[sae]/route";
import { GET as getFeature } from "@/app/api/feature/[model]/[sae]/[index]/route";
import { makeAccount } from "../support/accounts";
import { DONE, ensureFixture, MODEL } from "../support/fixture-dashboards";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const FEATURE = `/api/v1/models/${MODEL}/saes/${DONE.sae}/features/5`;
let key = "";
let readOnlyKey = "";

beforeAll(async () => {
  await ensureFixture(database.pool);
  await makeAccount("root", "admin");
  const { api } = await makeAccount("client");
  key = (await api.account.createKey({ name: "all", scopes: ["read", "write"] })).key;
  readOnlyKey = (await api.account.createKey({ name: "reads", scopes: ["read"] })).key;
});

const request = (path: string, init: RequestInit = {}) => new Request(`http://localhost${path}`, init);
const send = (
  method: string,
  path: string,
  body: unknown,
  withKey = key,
  headers: Record<string, string> = {},
) =>
  handleRest(
    request(path, {
      method,
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { "content-type": "application/json", "x-api-key": withKey, ...headers },
    }),
  );
const get = (path: string, headers: Record<string, string> = {}) => handleRest(request(path, { headers }));

describe("the REST API", () => {
  it("names only procedures that there are, and takes what they take", () => {
    const procedures = Object.keys(appRouter._def.procedures);
    for (const { procedure } of OPERATIONS) expect(procedures).toContain(procedure);
    const { paths, openapi } = openApiDocument();
    expect(openapi).toBe("3.1.0");
    const propose = paths["/models/{model}/saes/{sae}/features/{index}/labels"]?.post;
    expect(propose).toMatchObject({
      operationId: "label.propose",
      requestBody: {
        content: { "application/json": { schema: { required: ["text"], properties: { evidence: {} } } } },
      },
    });
    for (const [path, methods] of Object.entries(paths))
      for (const described of Object.values(methods))
        expect(
          (described as { parameters: { in: string }[] }).parameters.filter((p) => p.in === "path"),
        ).toHaveLength(path.split("{").length - 1);
  });

  it("reads without a key, from any site, and answers 304 to who has it already", async () => {
    const answer = await get(FEATURE, { origin: "https://notebook.example" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(await answer.json()).toMatchObject({ address: { model: MODEL, sae: DONE.sae, index: 5 } });
    const etag = answer.headers.get("etag") ?? "";
    expect((await get(FEATURE, { "if-none-match": etag })).status).toBe(304);
    expect((await get(FEATURE, { "if-none-match": '"another"' })).status).toBe(200);
  });

  it("pages through the features of an SAE without repeating or leaving out", async () => {
    const seen: number[] = [];
    for (let after = ""; ;) {
      const path = `/api/v1/models/${MODEL}/saes/${DONE.sae}?sort=max&order=desc${after}`;
      const page = (await (await get(path)).json()) as {
        rows: { index: number }[];
        after: { value: number; index: number } | null;
      };
      seen.push(...page.rows.map(({ index }) => index));
      if (!page.after) break;
      after = `&after=${page.after.value},${page.after.index}`;
    }
    expect(seen).toHaveLength(DONE.features);
    expect(new Set(seen).size).toBe(DONE.features);
  });

  it("writes with a key that may, and says no to one that may not", async () => {
    const made = await send("POST", `${FEATURE}/labels`, { text: "by a program" });
    expect(made.status).toBe(200);
    const { id } = (await made.json()) as { id: number };
    expect(
      (await send("PATCH", `/api/v1/labels/${id}`, { version: 1, text: "by a better one" })).status,
    ).toBe(200);
    const history = (await (await get(`/api/v1/labels/${id}/history`)).json()) as { versions: unknown[] };
    expect(history.versions).toHaveLength(2);
    expect((await send("POST", `${FEATURE}/labels`, { text: "x" }, readOnlyKey)).status).toBe(403);
    expect((await send("POST", `${FEATURE}/labels`, { text: "x" }, "fsk_wrong")).status).toBe(401);
  });

  it.each([
    ["POST", `${FEATURE}/labels`, "{", 400],
    ["POST", `${FEATURE}/labels`, "[]", 400],
    ["POST", `${FEATURE}/labels`, "{}", 400],
    ["POST", `${FEATURE}/labels`, `{"text":"${"x".repeat(300_000)}"}`, 413],
    ["PATCH", "/api/v1/labels/abc", '{"version":1,"text":"x"}', 400],
    ["PATCH", "/api/v1/labels/1e99", '{"version":1,"text":"x"}', 400],
    ["DELETE", "/api/v1/models", "{}", 405],
    ["POST", "/api/v1/nothing", "{}", 404],
    ["POST", "/api/v1/%E0%A4%A", "{}", 404],
  ])("answers %s %s %.20s with %d and a reason", async (method, path, body, status) => {
    const answer = await send(method, path, body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { message: expect.any(String) as string } });
  });

  it("takes no change from another site's page without a key", async () => {
    const answer = await handleRest(
      request(`${FEATURE}/labels`, {
        method: "POST",
        body: '{"text":"x"}',
        headers: { origin: "https://elsewhere.example", host: "localhost" },
      }),
    );
    expect(answer.status).toBe(403);
  });
});

describe("files", () => {
  it("hold hostile labels as harmless text", async () => {
    const hostile = ['=HYPERLINK("http://x","y")', "<script>alert(1)</script>", '@SUM(A1), "quoted"'];
    for (const text of hostile) expect((await send("POST", `${FEATURE}/labels`, { text })).status).toBe(200);
    const params = Promise.resolve({ model: MODEL, sae: DONE.sae });
    const csv = await (await exportLabels(request("/x?format=csv"), { params })).text();
    for (const line of csv.trim().split("\r\n").slice(1)) expect(line).not.toMatch(/(^|,)"?[=+@]/);
    expect(csv).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
    const lines = (await (await exportLabels(request("/x?format=jsonl"), { params })).text())
      .trim()
      .split("\n");
    const texts = lines.map((line) => (JSON.parse(line) as { text: string }).text);
    expect(texts).toEqual(expect.arrayContaining(hostile));
    expect((await exportLabels(request("/x?format=xls"), { params })).status).toBe(400);
  });

  it("keeps lists as Neuronpedia's clients make them", async () => {
    const post = (path: string, handler: (request: Request) => Promise<Response>, body?: unknown, by = key) =>
      handler(
        request(`/api/list/${path}`, {
          method: "POST",
          headers: { ...(by && { "x-api-key": by }) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
    const made = (await (
      await post("new", makeList, { name: "by a program", description: "why" })
    ).json()) as {
      id: string;
    };
    expect(made).toMatchObject({ name: "by a program", description: "why", neurons: [] });
    const item = (index: string, description = "") => ({
      modelId: MODEL,
      layer: DONE.sae,
      index,
      description,
    });
    const add = (...items: unknown[]) =>
      post("add-features", addToList, { listId: made.id, featuresToAdd: items });
    expect(await (await add(item("7", "first"), item("3"))).json()).toMatchObject([
      { layer: DONE.sae, index: "7", description: "first" },
      { index: "3" },
    ]);
    // again, and one that does not exist: nothing is added twice, and all or none
    expect(await (await add(item("3"), item("7"))).json()).toEqual([]);
    expect((await add(item("4"), item("99999"))).status).toBe(404);
    const read = (await (await post("get", readList, { listId: made.id }, "")).json()) as {
      neurons: unknown[];
    };
    expect(read.neurons).toMatchObject([
      { index: "7", description: "first" },
      { index: "3", description: "" },
    ]);
    const own = (await (await post("list", listOwn)).json()) as unknown[];
    expect(own).toContainEqual(expect.objectContaining({ id: made.id, description: "why", features: 2 }));
    expect((await post("list", listOwn, undefined, "")).status).toBe(401);
    expect((await post("new", makeList, { name: "x" }, readOnlyKey)).status).toBe(403);
    expect((await post("get", readList, { listId: "x".repeat(300_000) })).status).toBe(413);
  });

  it("tells Neuronpedia's clients of sets of SAEs, and how models and sets are added here", async () => {
    const post = async (answer: (request: Request) => Promise<Response>, body: unknown) => {
      const init = { method: "POST", headers: { "x-api-key": key }, body: JSON.stringify(body) };
      const response = await answer(request("/api/x", init));
      return { status: response.status, ...((await response.json()) as { error?: { hint: string } }) };
    };
    const name = DONE.sae.replace(/^\d+-/, "");
    const set = (model: string, of: string) =>
      readSourceSet(request("/api/source-set"), { params: Promise.resolve({ model, name: of }) });
    expect(await (await set(MODEL, name)).json()).toEqual({
      ...{ name, modelId: MODEL, description: null, urls: [] },
      sources: expect.arrayContaining([{ id: DONE.sae, modelId: MODEL, setName: name }]) as unknown,
    });
    expect((await set(MODEL, "none")).status).toBe(404);
    expect((await set("none", name)).status).toBe(404);
    expect(await post(makeSourceSet, { modelId: MODEL, name, description: null, url: null })).toMatchObject({
      status: 409,
    });
    for (const refused of [
      await post(makeSourceSet, { modelId: MODEL, name: "new", description: null, url: null }),
      await post(makeModel, { id: "pup", layers: 3, displayName: null, url: null }),
      await post(uploadFeatures, { modelId: MODEL, source: DONE.sae, features: [] }),
    ])
      expect(refused).toMatchObject({
        status: 422,
        error: { hint: expect.stringMatching(/[Aa]dd|Bring/) as string },
      });
    expect(await post(makeModel, { id: MODEL, layers: 3 })).toMatchObject({ status: 409 });
    const elsewhere = { layerNumber: 40, hookType: "hook_resid_pre", vector: [1], vectorLabel: "x" };
    expect(await post(makeOwnVector, { modelId: MODEL, ...elsewhere })).toMatchObject({
      status: 404,
      error: { hint: expect.stringContaining("add one there") as string },
    });
    const vector = { modelId: MODEL, source: DONE.sae, index: "7" };
    expect(await post(findOwnVector, vector)).toMatchObject({ status: 404 });
    expect(await post(listOwnVectors, undefined)).toEqual({ status: 200, vectors: [] });
  });

  it("answers a key that is not valid with 401, whatever else is wrong", async () => {
    const answers = [
      ...[activateSource, activateTexts, searchTopKByToken, searchAll, searchExplanations, steerText],
      ...[addToList, listOwn, makeList, readList, makeModel, uploadFeatures, makeSourceSet],
      ...[makeOwnVector, findOwnVector, listOwnVectors, handleRest, openApi],
    ];
    const keys: Record<string, string>[] = [{ "x-api-key": "fsk_wrong" }, { authorization: "Bearer wrong" }];
    for (const answer of answers)
      for (const headers of keys) {
        const response = await answer(request("/api/v1/nothing", { method: "POST", headers, body: "{" }));
        expect([answer.name, response.status]).toEqual([answer.name, 401]);
      }
    const wrong = request("/x", { headers: { "x-api-key": "fsk_wrong" } });
    const params = Promise.resolve({ model: "none", name: "none" });
    expect((await readSourceSet(wrong, { params })).status).toBe(401);
  });

  it("gives Neuronpedia's clients the labels with a feature", async () => {
    const answer = await getFeature(request("/x"), {
      params: Promise.resolve({ model: MODEL, sae: DONE.sae, index: "5" }),
    });
    const { explanations } = (await answer.json()) as { explanations: Record<string, unknown>[] };
    expect(explanations.length).toBeGreaterThan(3);
    expect(explanations[0]).toMatchObject({ modelId: MODEL, source: DONE.sae, index: "5", typeName: "hand" });
  });
});
