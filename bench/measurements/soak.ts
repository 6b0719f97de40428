import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { until } from "../../tests/support/program";
import { BatchWatch } from "../holds/batch";
import { beCrowd, SAE, type Told } from "../holds/crowd";
import { HeldInstance } from "../holds/instance";
import { leftOver } from "../holds/left-over";
import { growth, isFlat, MemoryWatch } from "../holds/memory";
import { makePeople } from "../holds/people";
import { percentile, spread, type Benchmark, type Measurement } from "../measurement";

const MINUTES = 20;
const QUICK_MINUTES = 1;
const READERS = 200;
const STEERING = 20;
const LABELLING = 5;
/** At the memory of each process. */
const LOOKS = 60;
const BATCH_LOOK_MS = 5_000;
/** Readers come for so long before their pages are counted. */
const WARM_UP_MS = 90_000;
const QUICK_WARM_UP_MS = 10_000;
/** Seconds of a collection that nobody disturbs. */
const ALONE = 90;
const QUICK_ALONE = 20;
const BEGUN_MS = 600_000;
const BATCH_LIMIT = 50;
const PAGE_LIMIT_MS = 300;
const REFUSALS = 3;
const MIB = 1024 ** 2;

/** Everybody at once for minutes on end: is memory flat, and is all there that people were told is stored? */
const soak: Benchmark = {
  name: "soak",
  async run(context) {
    const minutes = context.minutes ?? (context.quick ? QUICK_MINUTES : MINUTES);
    const instance = await HeldInstance.start(context, "soak");
    await instance.healthy();
    const [steering, labelling] = [
      await makePeople(instance.pool, STEERING),
      await makePeople(instance.pool, LABELLING),
    ];
    const alone = await collectAlone(instance.pool, context.quick ? QUICK_ALONE : ALONE);
    const batch = new BatchWatch(instance.pool);
    const memory = new MemoryWatch(instance.pid);
    const warmUpMs = context.quick ? QUICK_WARM_UP_MS : WARM_UP_MS;
    const end = AbortSignal.timeout(warmUpMs + minutes * 60_000);
    // everybody listens for it
    setMaxListeners(0, end);
    const looks = [
      setInterval(() => void memory.look(), (minutes * 60_000) / LOOKS),
      setInterval(() => void batch.look(), BATCH_LOOK_MS),
    ];
    context.say(
      `  ${READERS} readers, ${STEERING} people who steer, ${LABELLING} who label, ${minutes} minutes ...`,
    );
    const crowd = { url: instance.url, readers: READERS, steering, labelling, warmUpMs };
    const told = await beCrowd(crowd, end);
    for (const look of looks) clearInterval(look);
    const lost = await countLost(instance.pool, told);
    const orphans = await instance.stop();
    const took = `${minutes} minutes`;
    const answers = [...told.statuses].map(([status, count]) => `${status}: ${count}`).join(", ");
    const grown = memory.processes.map((process) => ({ ...process, by: growth(process) }));
    const measured: Measurement[] = [
      {
        what: `feature page, 95 % of requests, ${READERS} readers beside ${STEERING} steering people, ${took}`,
        unit: "ms",
        value: spread([percentile(told.pages, 0.95)]),
        limit: { kind: "at most", value: PAGE_LIMIT_MS },
        note: `median ${percentile(told.pages, 0.5).toFixed(0)} ms; answers by status (0 for none) ${answers}`,
      },
      {
        what: "collection beside them, of what it does alone",
        unit: "%",
        value: spread([(100 * batch.perSecond) / alone]),
        limit: { kind: "at least", value: BATCH_LIMIT },
        note: `${batch.perSecond.toFixed(0)} tokens a second, ${alone.toFixed(0)} alone`,
      },
      {
        what: "steered texts that came whole",
        unit: "texts",
        value: spread([told.texts]),
        note: `${told.refusals.length} texts and labels refused or broken off: ${sayRefusals(told.refusals)}`,
      },
      {
        what: `of ${told.labels.size} labels and ${told.votes.length} votes that people were told are stored: lost`,
        unit: "lost",
        value: spread([lost]),
        limit: { kind: "at most", value: 0 },
      },
      {
        what: "processes whose memory is not flat",
        unit: "processes",
        value: spread([grown.filter((process) => !isFlat(process)).length]),
        limit: { kind: "at most", value: 0 },
        note: grown
          .filter(({ by }) => by !== null)
          .map(({ name, bytes, by }) => `${name} ${mib(Math.max(...bytes))} (${mib(by ?? 0)} more)`)
          .join("; "),
      },
      leftOver(orphans),
    ];
    return measured;
  },
};

export default soak;

/** Tokens a second of the collection that begins by itself once the one of which people read is complete, with nobody there. */
async function collectAlone(pool: pg.Pool, seconds: number): Promise<number> {
  await until(
    "the collection of which people read",
    async () =>
      (
        await pool.query(
          `SELECT 1 FROM collection c JOIN sae s ON s.id = c.sae_id
           WHERE s.model_id = $1 AND s.slug = $2 AND c.state = 'done'`,
          [SAE.model, SAE.sae],
        )
      ).rows.length > 0,
    BEGUN_MS,
  );
  await until(
    "the first tokens of a collection",
    async () =>
      (await pool.query("SELECT 1 FROM collection WHERE state = 'running' AND tokens_done > 0")).rows.length >
      0,
    BEGUN_MS,
  );
  const watch = new BatchWatch(pool);
  await watch.look();
  for (let waited = 0; waited < 1000 * seconds; waited += BATCH_LOOK_MS) {
    await sleep(BATCH_LOOK_MS);
    await watch.look();
  }
  return watch.perSecond;
}

/** The most frequent, each with how often. */
function sayRefusals(refusals: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const refusal of refusals) counts.set(refusal, (counts.get(refusal) ?? 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, REFUSALS);
  return most.map(([text, count]) => `${count} times “${text}”`).join(", ") || "none";
}

const mib = (bytes: number) => `${Math.round(bytes / MIB)} MiB`;

/** Labels that are not there with their text, votes that do not count, and steered runs that never came to an end. */
async function countLost(pool: pg.Pool, { labels, votes }: Told): Promise<number> {
  const { rows } = await pool.query<{ lost: number }>(
    `SELECT (SELECT count(*) FROM unnest($1::int[], $2::text[]) t(id, text)
             WHERE NOT EXISTS (SELECT 1 FROM label l WHERE l.id = t.id AND l.text = t.text))::int
       + (SELECT $3::int - count(*) FROM label_vote v WHERE v.label_id = ANY($1::int[]))::int
       + (SELECT count(*) FROM steering_run WHERE state = 'failed')::int AS lost`,
    [[...labels.keys()], [...labels.values()], votes.length],
  );
  return rows[0]?.lost ?? NaN;
}
