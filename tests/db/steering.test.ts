/** Steered texts from the call to the worker and back: streamed, stopped, paused, taken up again, repeated, refused. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Viewer } from "@/server/platform/access/viewer";
import type { RunUpdate, ShownStep } from "@/server/procedures/steer/run-view";
import { appRouter } from "@/server/procedures";
import { createCallerFactory } from "@/server/trpc";
import { until } from "../support/program";
import { tokenStrings } from "@/domain/tokens";
import { packPromoted } from "@/domain/feature-statistics";
import { DEMO, giveMaximum, STEERED, STEERED_SAE, useSteeringWorker } from "../support/steering";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
const api = createCallerFactory(appRouter)({});
const { workers, startWorker } = useSteeringWorker(database);

const recipe = (change: object = {}) => ({
  ...{ model: DEMO, prompt: "Once upon a time", length: 12, seed: 3 },
  features: [{ sae: STEERED_SAE, feature: STEERED.feature, mode: "clamp", strength: 1 }],
  ...change,
});

/** What stops each run that was started here. */
const stopKeys = new Map<string, string>();

async function start(change: object = {}): Promise<string> {
  const { id, stopKey } = await api.steer.start({ recipe: recipe(change) });
  stopKeys.set(id, stopKey);
  return id;
}
const stop = (id: string) => api.steer.stop({ id, stopKey: stopKeys.get(id) });

interface Heard {
  steps: ShownStep[];
  states: string[];
  notices: string[];
  events: number;
}

/** Reads a run until it is over, or until `enough` says so. */
async function read(
  id: string,
  options: { from?: number; enough?: (heard: Heard) => boolean } = {},
): Promise<Heard> {
  const heard: Heard = { steps: [], states: [], notices: [], events: 0 };
  const stream = await api.steer.watch({ id, from: options.from ?? 0 });
  for await (const event of stream) {
    // what tracked() makes before it goes over the wire: [id, data, mark]
    const [, update] = event as unknown as [string, RunUpdate];
    expect(update.first).toBe((options.from ?? 0) + heard.steps.length);
    heard.events++;
    heard.steps.push(...update.steps);
    heard.states.push(update.status.state);
    if (update.status.notice) heard.notices.push(update.status.notice.message);
    if (options.enough?.(heard)) break;
  }
  return heard;
}

const textOf = (steps: readonly ShownStep[], text: number) =>
  steps.map((step) => step[text]?.piece ?? "").join("");

async function stateOf(id: string): Promise<string | undefined> {
  const { rows } = await database.pool.query<{ state: string }>(
    "SELECT state FROM steering_run WHERE id = $1",
    [id],
  );
  return rows[0]?.state;
}

async function workersBusy(): Promise<boolean> {
  const { rows } = await database.pool.query("SELECT 1 FROM worker WHERE task = 'generate-steered'");
  return rows.length > 0;
}

describe("a run", () => {
  it("comes token by token, and is stored with everything that belongs to it", async () => {
    const id = await start();
    const heard = await read(id);
    expect(heard.steps).toHaveLength(12);
    expect(heard.events).toBeGreaterThan(3);
    expect(heard.states.at(-1)).toBe("done");
    expect(textOf(heard.steps, 0)).toMatch(/^, there was a /);
    const view = await api.steer.get({ id });
    expect(view.steps).toEqual(heard.steps);
    expect(view.prompt?.pieces.slice(0, 3)).toEqual(
      ["<s>", " Once", " upon"].map((p) => expect.stringContaining(p.trim()) as string),
    );
    expect(view.sources.features).toEqual([{ place: 0, max: STEERED.max }]);
    expect(view.changed).toEqual([]);
    const token = view.steps[3]?.[1];
    expect(token?.top).toHaveLength(5);
    expect(token?.kl).toBeGreaterThanOrEqual(0);
  });

  it("is read on from where a reader's connection broke", async () => {
    const id = await start();
    const whole = await read(id);
    const rest = await read(id, { from: 5 });
    expect(rest.steps).toEqual(whole.steps.slice(5));
  });

  it("is repeated to the same words and figures, and by another seed to others", async () => {
    const options = { length: 30, doses: [0.5, 1, 2], temperature: 1 };
    const first = await start(options);
    const text = (await read(first)).steps;
    const { id } = await api.steer.start({ repeat: first });
    expect((await read(id)).steps).toEqual(text);
    expect((await api.steer.get({ id })).replayOf).toBe(first);
    const other = (await read(await start({ ...options, seed: 4 }))).steps;
    expect(textOf(other, 0)).not.toBe(textOf(text, 0));
  });

  it("is repeated with the maximum of its time, and says that it has changed", async () => {
    const first = await start();
    const text = (await read(first)).steps;
    await database.pool.query("UPDATE feature SET max = 9 WHERE index = $1", [STEERED.feature]);
    try {
      expect((await api.steer.get({ id: first })).changed[0]).toMatch(
        /maximum of 3-res-4k\/100 was 8\.000 and is 9\.000/,
      );
      const { id } = await api.steer.start({ repeat: first });
      expect((await read(id)).steps).toEqual(text);
    } finally {
      await database.pool.query("UPDATE feature SET max = $2 WHERE index = $1", [
        STEERED.feature,
        STEERED.max,
      ]);
    }
  });

  it("is read token by token while it is written, with the figures of the same text as a person's own", async () => {
    const sae = STEERED_SAE;
    // turned so gently that the text is words, which have the same tokens when they are typed
    const features = [{ sae, feature: STEERED.feature, mode: "clamp", strength: 0.2 }];
    const id = await start({ length: 40, prompt: "The dog", temperature: 0, features });
    let early: Awaited<ReturnType<typeof api.steer.readWritten>> | null = null;
    await read(id, {
      enough: ({ steps }) => {
        if (steps.length > 5 && !early)
          void api.steer.readWritten({ id, sae }).then((read) => (early = read));
        return false;
      },
    });
    const view = await api.steer.get({ id });
    const whole = await api.steer.readWritten({ id, sae });
    expect(whole.texts).toHaveLength(2);
    for (const [text, { strongest }] of whole.texts.entries()) {
      const pieces = [
        ...(view.prompt?.pieces ?? []),
        ...view.steps.flatMap((step) => step[text]?.piece ?? []),
      ];
      const typed = tokenStrings(pieces.slice(1)).join("").trim();
      const own = await api.text.readTokens({ address: { model: DEMO, sae }, text: typed });
      expect(own.pieces).toEqual(pieces);
      expect(strongest).toEqual(own.strongest);

      // and those of one feature on its page
      const followed = own.strongest.at(-2)?.[0]?.feature ?? NaN;
      const rest = await api.steer.readWritten({ id, sae, from: [10, 10], followed });
      expect(rest.texts[text]?.strongest).toEqual(strongest.slice(10));
      const page = await api.text.activateFeature({
        ...{ address: { model: DEMO, sae, index: String(followed) }, text: typed },
      });
      const values = rest.texts[text]?.followed ?? [];
      expect(values).toHaveLength(pieces.length);
      expect(values.flatMap((value, at) => (value > 0 ? [at] : []))).toEqual(page.positions);
      expect(values.filter((value) => value > 0)).toEqual(page.values);
    }
    // what was said of a beginning holds for it in the whole text: the model only looks back
    await until("the early reading", () => Promise.resolve(early !== null));
    const begun = early as typeof early | typeof whole;
    expect(begun?.texts[1]?.strongest.length).toBeGreaterThan(3);
    begun?.texts.forEach(({ strongest }, text) =>
      strongest.forEach((features, at) =>
        features.slice(0, 3).forEach(({ feature, value }) => {
          const then = whole.texts[text]?.strongest[at]?.find((active) => active.feature === feature);
          expect(then?.value).toBeCloseTo(value, 4);
        }),
      ),
    );
  });

  it("says how well features steer, once something is known of them", async () => {
    const { pool } = database;
    await giveMaximum(pool, 101, 6);
    const { rows } = await pool.query<{ id: number; collection: number }>(
      `SELECT s.id, c.id AS collection FROM sae s JOIN collection c ON c.sae_id = s.id
       WHERE s.model_id = $1 AND s.slug = $2`,
      [DEMO, STEERED_SAE],
    );
    const setShown = (collection: number | null) =>
      pool.query("UPDATE sae SET current_collection_id = $2 WHERE id = $1", [rows[0]?.id, collection]);
    const wanted = [101, 4000, STEERED.feature].map((feature) => ({ sae: STEERED_SAE, feature }));
    const ask = () => api.steer.scoreOutputs({ model: DEMO, features: wanted });
    expect(await ask()).toEqual([null, null, null]);
    await setShown(rows[0]?.collection ?? null);
    try {
      const promote = (ids: number[]) => packPromoted(ids.map((id) => ({ id, logit: 1 })));
      await pool.query("UPDATE feature SET promoted = $1 WHERE index IN (101, $2)", [
        Buffer.from(promote([263, 727])),
        STEERED.feature,
      ]);
      const [first, never, steered] = await ask();
      expect(never).toBeNull();
      expect(Math.abs(first ?? NaN)).toBeLessThan(1);
      expect(Math.abs(steered ?? NaN)).toBeLessThan(1);
      expect(steered).not.toBe(first);
      await expect(
        api.steer.scoreOutputs({ model: DEMO, features: [{ sae: "none", feature: 1 }] }),
      ).rejects.toMatchObject({ cause: { code: "NOT_FOUND" } });
    } finally {
      await setShown(null);
    }
  });

  it("stops where it is told to, and frees the worker", async () => {
    const id = await start({ length: 250, prompt: "" });
    const heard = await read(id, {
      enough: ({ steps }) => {
        if (steps.length > 2) void stop(id);
        return false;
      },
    });
    expect(heard.states.at(-1)).toBe("stopped");
    expect(heard.steps.length).toBeLessThan(250);
    await until("worker freed", async () => !(await workersBusy()));
    expect((await api.steer.get({ id })).steps.length).toBeGreaterThanOrEqual(heard.steps.length);
  });

  it("is stopped by whoever started it or an administrator, and by nobody else", async () => {
    const id = await start({ length: 250, prompt: "" });
    const asWho = (user: Viewer["user"]) =>
      createCallerFactory(appRouter)({
        identify: () => Promise.resolve({ user, scopes: null, address: "local" }),
      });
    const refusal = { cause: { code: "FORBIDDEN" } };
    await expect(api.steer.stop({ id })).rejects.toMatchObject(refusal);
    await expect(api.steer.stop({ id, stopKey: "x".repeat(43) })).rejects.toMatchObject(refusal);
    const reader = { id: "somebody", name: "somebody", role: "reviewer" } as const;
    await expect(asWho(reader).steer.stop({ id })).rejects.toMatchObject(refusal);
    expect(await stateOf(id)).not.toBe("stopped");
    await asWho({ ...reader, role: "admin" }).steer.stop({ id });
    expect(await stateOf(id)).toBe("stopped");
    const own = await asWho(reader).steer.start({ recipe: recipe({ length: 250, prompt: "" }) });
    await asWho(reader).steer.stop({ id: own.id });
    expect(await stateOf(own.id)).toBe("stopped");
  });

  it("is not written while nobody reads it, and goes on for the next reader to the same text", async () => {
    const options = { length: 60, prompt: "The cat", seed: 9 };
    const whole = (await read(await start(options))).steps;
    const id = await start(options);
    const part = await read(id, { enough: ({ steps }) => steps.length > 3 });
    expect(await stateOf(id)).toBe("paused");
    await until("worker freed", async () => !(await workersBusy()), 1_000);
    const { rows } = await database.pool.query("SELECT 1 FROM steering_step WHERE run_id = $1", [id]);
    expect(rows.length).toBeLessThan(60);
    const rest = await read(id, { from: part.steps.length });
    expect([...part.steps, ...rest.steps]).toEqual(whole);
  });

  it("is taken up by another worker when the first is killed, with a word to the reader", async () => {
    const options = { length: 120, prompt: "A bird", seed: 5 };
    const whole = (await read(await start(options))).steps;
    const id = await start(options);
    let killed = false;
    const heard = await read(id, {
      enough: ({ steps }) => {
        if (!killed && steps.length > 3) {
          killed = true;
          workers.forEach((worker) => worker.process.kill("SIGKILL"));
          void sleep(3_000).then(startWorker);
        }
        return false;
      },
    });
    expect(heard.steps).toEqual(whole);
    expect(heard.states.at(-1)).toBe("done");
    expect(heard.notices.join(" ")).toMatch(/taken up again|has stopped|No worker/);
  });
});

describe("many at once", () => {
  it("all end, with what each would have written alone", async () => {
    const seeds = Array.from({ length: 8 }, (_, i) => 20 + i);
    const alone = (await read(await start({ seed: 20 }))).steps;
    const viewers = seeds.map((seed) =>
      createCallerFactory(appRouter)({
        identify: () => Promise.resolve({ user: null, scopes: null, address: `10.0.0.${seed}` }),
      }),
    );
    const ids = await Promise.all(
      viewers.map(async (viewer, i) => (await viewer.steer.start({ recipe: recipe({ seed: seeds[i] }) })).id),
    );
    const all = await Promise.all(ids.map((id) => read(id)));
    expect(all[0]?.steps).toEqual(alone);
    for (const { steps, states } of all) {
      expect(steps).toHaveLength(12);
      expect(states.at(-1)).toBe("done");
    }
  });

  it("of one person are refused beyond three", async () => {
    const ids = await Promise.all([1, 2, 3].map((seed) => start({ seed, length: 250, prompt: "" })));
    await expect(start()).rejects.toMatchObject({ cause: { code: "RATE_LIMITED" } });
    await Promise.all(ids.map(stop));
    await expect(start()).resolves.toBeTypeOf("string");
  });
});

describe("what makes no sense", () => {
  const runs = async () =>
    (await database.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM steering_run")).rows[0]?.n;
  const steered = { sae: STEERED_SAE, feature: STEERED.feature, mode: "clamp", strength: 1 };

  it.each([
    [
      "a strength that is no number",
      { features: [{ ...steered, strength: "lots" }] },
      "A strength is a number.",
    ],
    [
      "a strength beyond the limit",
      { features: [{ ...steered, strength: 1e9 }] },
      "Strengths lie between −20 and 20.",
    ],
    [
      "300 features",
      { features: Array.from({ length: 300 }, (_, feature) => ({ ...steered, feature })) },
      "At most 16 features",
    ],
    [
      "a foreign SAE",
      { features: [{ ...steered, sae: "20-gemmascope-res-16k" }] },
      "stories15m has no SAE “20-gemmascope-res-16k”.",
    ],
    [
      "a feature that the SAE lacks",
      { features: [{ ...steered, feature: 4608 }] },
      "3-res-4k has no feature 4608.",
    ],
    ["a foreign model", { model: "gpt-9" }, "There is no model “gpt-9” here."],
    ["a feature without a maximum", { features: [{ ...steered, feature: 5 }] }, "has no maximum"],
    ["nothing", null, "Invalid input"],
  ])("%s is refused, and nothing is stored", async (_, change, message) => {
    const before = await runs();
    const call = api.steer.start({ recipe: change && recipe(change) });
    await expect(call).rejects.toThrow(message);
    expect(await runs()).toBe(before);
  });

  it("a prompt beyond the context window is refused by the worker, and leaves nothing behind", async () => {
    const before = await runs();
    const id = await start({ prompt: "word ".repeat(400) });
    await expect(read(id)).rejects.toThrow(/The prompt has \d+ tokens; the model reads 256/);
    expect(await runs()).toBe(before);
  });

  it("a chat with a model that has no template for one is refused by the worker, and leaves nothing behind", async () => {
    const before = await runs();
    const id = await start({ chat: [{ role: "system", content: "Be brief." }] });
    await expect(read(id)).rejects.toThrow("This model has no chat template");
    expect(await runs()).toBe(before);
  });

  it("a share link that names nothing says so", async () => {
    await expect(api.steer.get({ id: "nothing" })).rejects.toThrow(
      "There is no steered text “nothing” here.",
    );
    await expect(read("nothing")).rejects.toThrow("There is no steered text");
  });
});

describe("what edits cost on held-out text", () => {
  it("is more for a stronger dose, the same whenever it is asked, and nothing for none", async () => {
    const id = await start({ doses: [0, 1, 4], length: 2 });
    const cost = await api.steer.cost({ id });
    expect(cost.tokens).toBeGreaterThan(500);
    // about the held-out loss of the demo (ceClean of its collection), on fewer tokens
    expect(cost.ce).toBeGreaterThan(0.8);
    expect(cost.ce).toBeLessThan(1.3);
    expect(cost.active).toBeGreaterThan(25);
    const [none, one, four] = cost.doses;
    // clamping a feature to 0 takes it away where it was active, which is nearly nowhere
    expect(Math.abs((none?.ce ?? NaN) - cost.ce)).toBeLessThan(0.01);
    expect(one?.ce).toBeGreaterThan(cost.ce);
    expect(four?.ce).toBeGreaterThan(one?.ce ?? NaN);
    expect(four?.appeared).toBeGreaterThan(none?.appeared ?? NaN);
    expect(await api.steer.cost({ id: await start({ doses: [0, 1, 4], length: 3 }) })).toEqual(cost);
  });

  it("of a text that is not there is refused", async () => {
    await expect(api.steer.cost({ id: "nothing" })).rejects.toThrow("There is no steered text");
  });
});
