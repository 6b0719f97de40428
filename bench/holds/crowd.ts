import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "@/domain/random";
import { featureUrl } from "@/domain/urls";
import { callProcedure } from "../../tests/support/calls";

/** The one that the demo reads first. */
export const SAE = { model: "stories15m", sae: "3-res-2k" };
const FEATURES = 2304;
const READER_PAUSE_MS = 5_000;
const STEERING_PAUSE_MS = 4_000;
const LABEL_PAUSE_MS = 10_000;

/** What people were told that it is done, for comparing with what is stored. */
export interface Told {
  /** Milliseconds of each page that came, without those of the warm-up; so the statuses. */
  pages: number[];
  /** Answers to readers by status; 0 for none. */
  statuses: Map<number, number>;
  /** Steered texts that came whole, and what came instead of others. */
  texts: number;
  refusals: string[];
  /** Labels by id, with the text that was sent. */
  labels: Map<number, string>;
  /** Votes: label and whose. */
  votes: { label: number; key: number }[];
}

export interface CrowdOptions {
  url: string;
  readers: number;
  /** Keys of the people who steer and of those who label. */
  steering: readonly string[];
  labelling: readonly string[];
  /** For how long pages are not counted: those who read first have them rendered. */
  warmUpMs: number;
}

/** Reads, steers, labels and votes until `signal`, as many people do; what fails is counted, and they go on. */
export async function beCrowd(
  { url, readers, steering, labelling, warmUpMs }: CrowdOptions,
  signal: AbortSignal,
): Promise<Told> {
  const told: Told = { pages: [], statuses: new Map(), texts: 0, refusals: [], labels: new Map(), votes: [] };
  const begun = performance.now();
  const loop = async (seed: number, pauseMs: number, act: (random: Random) => Promise<void>) => {
    const random = new Random(7, seed);
    // asked anew after every pause, in which it may have come
    const isOver = () => signal.aborted;
    while (!isOver()) {
      await sleep(2 * pauseMs * random.uniform(), undefined, { signal }).catch(() => undefined);
      if (!isOver()) await act(random).catch((error: unknown) => void told.refusals.push(String(error)));
    }
  };
  const feature = (random: Random) => random.integer() % FEATURES;
  const read = async (random: Random) => {
    const from = performance.now();
    const answer = await fetch(url + featureUrl({ ...SAE, index: feature(random) })).catch(() => null);
    await answer?.arrayBuffer();
    if (from < begun + warmUpMs) return;
    const status = answer?.status ?? 0;
    told.statuses.set(status, (told.statuses.get(status) ?? 0) + 1);
    if (status === 200) told.pages.push(performance.now() - from);
  };
  const steer = (key: string) => async (random: Random) => {
    const body = {
      ...{
        modelId: SAE.model,
        prompt: "Once upon a time",
        temperature: 0.7,
        n_tokens: 24,
        seed: random.integer() % 1000,
      },
      ...{ freq_penalty: 0, strength_multiplier: 1 },
      features: [{ modelId: SAE.model, layer: SAE.sae, index: feature(random), strength: 2 }],
    };
    const answer = await fetch(`${url}/api/steer`, {
      ...{ method: "POST", body: JSON.stringify(body) },
      headers: { "content-type": "application/json", "x-api-key": key },
    });
    const text = await answer.text();
    if (answer.status === 200 && text.includes("STEERED")) told.texts++;
    else told.refusals.push(`steering: ${answer.status} ${text.slice(0, 120)}`);
  };
  const label = (key: string, own: number) => async (random: Random) => {
    const headers = { "x-api-key": key };
    const text = `made in the soak ${own} ${random.integer()}`;
    const proposed = await callProcedure<{ id: number }>(
      url,
      "label.propose",
      { ...SAE, index: String(feature(random)), text },
      headers,
    );
    if (proposed.status !== 200)
      return void told.refusals.push(`label: ${proposed.status} ${proposed.text.slice(0, 120)}`);
    told.labels.set(proposed.data.id, text);
    const others = [...told.labels.keys()].filter((id) => id !== proposed.data.id);
    const chosen = others[random.integer() % Math.max(1, others.length)];
    if (chosen === undefined || told.votes.some(({ label, key }) => label === chosen && key === own)) return;
    const voted = await callProcedure(url, "label.vote", { id: chosen, version: 1, value: 1 }, headers);
    if (voted.status === 200) told.votes.push({ label: chosen, key: own });
  };
  await Promise.all([
    ...Array.from({ length: readers }, (_, i) => loop(i, READER_PAUSE_MS, read)),
    ...steering.map((key, i) => loop(1000 + i, STEERING_PAUSE_MS, steer(key))),
    ...labelling.map((key, i) => loop(2000 + i, LABEL_PAUSE_MS, label(key, i))),
  ]);
  return told;
}
