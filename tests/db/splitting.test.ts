import { beforeAll, describe, expect, it } from "vitest";
import type { PrefixNode } from "@/domain/prefix-tree";
import type { SplitNode } from "@/domain/splitting";
import { resolvePagePath } from "@/server/page-paths";
import { appRouter } from "@/server/procedures";
import { createCallerFactory } from "@/server/trpc";
import { DONE, ensureFixture, LIVE, MODEL, QUEUED, RUNNING } from "../support/fixture-dashboards";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const api = createCallerFactory(appRouter)({});

/** From an SAE to another one, a feature, the one that it is nearest to there, and their cosine. */
const NEAREST: readonly [string, string, number, number, number][] = [
  [QUEUED.sae, LIVE.sae, 5, 3, 0.8],
  [QUEUED.sae, LIVE.sae, 6, 3, 0.4],
  [QUEUED.sae, LIVE.sae, 7, 3, 0.3],
  [RUNNING.sae, QUEUED.sae, 100, 5, 0.9],
  [RUNNING.sae, QUEUED.sae, 101, 6, 0.375],
  [RUNNING.sae, QUEUED.sae, 102, 7, 0.7],
  // the other way round, which is no splitting
  [LIVE.sae, QUEUED.sae, 3, 5, 0.8],
  [LIVE.sae, QUEUED.sae, 4, 5, 0.7],
  // through the layers
  [DONE.sae, "lonely", 20, 0, 0.75],
  ["lonely", DONE.sae, 0, 20, 0.75],
  [DONE.sae, "later", 20, 4, 0.5],
  ["later", DONE.sae, 4, 21, 0.625],
  ["later", "last", 4, 9, 0.25],
];
/** SAEs of other layers: hook point and width. */
const ELSEWHERE: readonly [string, string, number][] = [
  ["lonely", "blocks.1.hook_resid_post", 1],
  ["later", "blocks.4.hook_resid_post", 500],
  ["narrow", "blocks.4.hook_resid_post", 20],
  ["between", "blocks.4.hook_resid_mid", 600],
  ["last", "blocks.5.hook_resid_post", 600],
];

beforeAll(async () => {
  await ensureFixture(database.pool);
  for (const [slug, hookName, features] of ELSEWHERE)
    await database.pool.query(
      `INSERT INTO sae (model_id, slug, hook_name, architecture, d_in, d_sae, source, weights_sha256)
       SELECT model_id, $2, $3, architecture, d_in, $4, source, weights_sha256 FROM sae WHERE slug = $1`,
      [DONE.sae, slug, hookName, features],
    );
  await database.pool.query(
    `INSERT INTO neighbour_table (sae_id, other_id, sae_sha256, other_sha256)
     SELECT a.id, b.id, a.weights_sha256, b.weights_sha256 FROM sae a, sae b
     WHERE a.id <> b.id AND a.slug = ANY($1) AND b.slug = ANY($1)
     ON CONFLICT DO NOTHING`,
    [[LIVE.sae, QUEUED.sae, RUNNING.sae, DONE.sae, "lonely", "later", "last"]],
  );
  for (const [sae, other, feature, nearest, cosine] of NEAREST)
    await database.pool.query(
      `INSERT INTO neighbour (sae_id, other_id, feature, nearest, ids, cosines)
       SELECT a.id, b.id, $3, $4, ARRAY[$4::int], ARRAY[$5::real] FROM sae a, sae b WHERE a.slug = $1 AND b.slug = $2`,
      [sae, other, feature, nearest, cosine],
    );
});

describe("within a Matryoshka SAE", () => {
  const address = { model: MODEL, sae: DONE.sae };
  /** Feature, what it is a case of, tokens at which it fires, and at which both do. */
  const CASES: readonly [number, number | null, number, number | null][] = [
    [0, null, 100, null],
    [1, null, 60, null],
    [10, 0, 40, 30],
    [11, 0, 20, 20],
    [12, 1, 20, 18],
    [20, 10, 8, 8],
    [21, 0, 10, 6],
  ];

  beforeAll(async () => {
    const { rows } = await database.pool.query<{ id: number }>(
      `UPDATE sae SET prefixes = '{8,16}' WHERE model_id = $1 AND slug = $2 RETURNING current_collection_id AS id`,
      [MODEL, DONE.sae],
    );
    const id = rows[0]?.id;
    await database.pool.query("UPDATE collection SET coactivation_tokens = 500 WHERE id = $1", [id]);
    await database.pool.query("DELETE FROM coactivation WHERE collection_id = $1", [id]);
    for (const [feature, parent, active, count] of CASES)
      await database.pool.query(
        `INSERT INTO coactivation (collection_id, feature, active, parent, parent_count) VALUES ($1, $2, $3, $4, $5)`,
        [id, feature, active, parent, count],
      );
  });

  const shares = ({ index, share, children }: PrefixNode): unknown => [index, share, ...children.map(shares)];

  it("a feature's tree begins with what everything in it is a case of, and ends with the last cases", async () => {
    for (const index of [0, 10, 20, 21]) {
      const { ends, root, counted } = await api.map.prefixTree({ address, index });
      expect({ ends, counted }).toEqual({ ends: [8, 16, DONE.features], counted: true });
      expect(root && shares(root)).toEqual([0, null, [11, 1], [10, 0.75, [20, 1]], [21, 0.6]]);
    }
    const alone = await api.map.prefixTree({ address, index: 12 });
    expect(alone.root && shares(alone.root)).toEqual([1, null, [12, 0.9]]);
  });

  it("says which first features have the most cases, and nothing of an SAE that is none", async () => {
    const { root, most } = await api.map.prefixTree({ address, index: null });
    expect(root).toBeNull();
    expect(most.map(({ index, cases }) => [index, cases])).toEqual([[0, 3]]);
    expect(await api.map.prefixTree({ address: { model: MODEL, sae: LIVE.sae }, index: 3 })).toMatchObject({
      ends: [],
      root: null,
      most: [],
    });
  });

  it("its features' pages lead there", async () => {
    const { relations } = await api.feature.get({ ...address, index: "20" });
    expect(relations.nested).toBe(true);
    const { relations: other } = await api.feature.get({ model: MODEL, sae: LIVE.sae, index: "3" });
    expect(other.nested).toBe(false);
  });
});

const outline = ({ sae, index, cosine, children }: SplitNode): unknown => [
  `${sae}/${index}`,
  cosine === null ? null : Number(cosine.toFixed(3)),
  ...children.map(outline),
];

it("goes from the narrowest feature that one comes from to all that it splits into", async () => {
  const tree = [
    `${LIVE.sae}/3`,
    null,
    [`${QUEUED.sae}/5`, 0.8, [`${RUNNING.sae}/100`, 0.9]],
    [`${QUEUED.sae}/6`, 0.4, [`${RUNNING.sae}/101`, 0.375]],
  ];
  for (const [sae, index] of [
    [LIVE.sae, 3],
    [QUEUED.sae, 6],
    [RUNNING.sae, 100],
  ] as const) {
    const { root, family, most } = await api.map.splitting({ address: { model: MODEL, sae }, index });
    expect(root && outline(root)).toEqual(tree);
    expect(family.map(({ dSae }) => dSae)).toEqual(
      [LIVE, QUEUED, RUNNING, DONE].map(({ features }) => features),
    );
    if (sae === LIVE.sae) expect(most).toMatchObject([{ sae, index: 3, branches: 2, into: QUEUED.sae }]);
  }
  // 7 is too far from 3 to come from it, and begins a tree of its own
  const alone = await api.map.splitting({ address: { model: MODEL, sae: RUNNING.sae }, index: 102 });
  expect(alone.root && outline(alone.root)).toEqual([`${QUEUED.sae}/7`, null, [`${RUNNING.sae}/102`, 0.7]]);
});

it("says nothing where there is one width, and refuses a feature that is not there", async () => {
  const address = { model: MODEL, sae: "lonely" };
  expect(await api.map.splitting({ address, index: 0 })).toMatchObject({
    family: [{ sae: "lonely", dSae: 1 }],
    root: null,
    most: [],
  });
  await expect(api.map.splitting({ address, index: 1 })).rejects.toThrow("lonely has no feature 1");
});

it("follows a feature from layer to layer, until none is near enough", async () => {
  const found = await api.map.layers({ address: { model: MODEL, sae: DONE.sae }, index: 20 });
  expect(found).toMatchObject({
    hook: "hook_resid_post",
    // of two in one layer the one of about the same width
    layers: [
      { layer: 1, sae: "lonely" },
      { layer: 3, sae: DONE.sae },
      { layer: 4, sae: "later" },
      { layer: 5, sae: "last" },
    ],
    before: null,
    after: { layer: 5, sae: "last", cosine: 0.25 },
  });
  expect(found.steps.map(({ sae, index, cosine, mutual }) => [sae, index, cosine, mutual])).toEqual([
    ["lonely", 0, 0.75, true],
    [DONE.sae, 20, null, true],
    ["later", 4, 0.5, false],
  ]);
  const unknown = await api.map.layers({ address: { model: MODEL, sae: "last" }, index: 3 });
  expect(unknown.before).toEqual({ layer: 4, sae: "later", cosine: null });
});

it("a feature's page says splits into of wider SAEs alone", async () => {
  const { relations } = await api.feature.get({ model: MODEL, sae: QUEUED.sae, index: "5" });
  const split = relations.others.map(({ sae, split: into }) => [
    sae,
    into.map(({ address }) => address.index),
  ]);
  expect(split).toContainEqual([RUNNING.sae, [100]]);
  // 3 and 4 of the narrower one are nearest to it as well
  expect(new Map(relations.others.map((other) => [other.sae, other.split])).get(LIVE.sae) ?? []).toEqual([]);
});

it("a feature of an SAE that has not been read is not said to be silent", async () => {
  const { relations } = await api.feature.get({ model: MODEL, sae: DONE.sae, index: "20" });
  const near = relations.others.flatMap((other) => other.near);
  expect(near.map(({ address, read, tokens }) => [address.sae, read, tokens]).sort()).toEqual([
    ["later", false, []],
    ["lonely", false, []],
  ]);
  const { relations: other } = await api.feature.get({ model: MODEL, sae: QUEUED.sae, index: "5" });
  const found = other.others.flatMap(({ near, split }) => [...near, ...split]);
  expect(new Map(found.map(({ address, read }) => [address.sae, read]))).toEqual(
    new Map([
      [LIVE.sae, true],
      [RUNNING.sae, true],
    ]),
  );
});

it("the pages about a whole SAE are at addresses of their own", async () => {
  for (const page of ["evaluation", "map", "splitting", "walk", "random"])
    await expect(resolvePagePath(`/${MODEL}/${DONE.sae}/${page}`)).resolves.toBeUndefined();
  await expect(resolvePagePath(`/${MODEL}/${DONE.sae}/nothing`)).rejects.toThrow("not a feature number");
});
