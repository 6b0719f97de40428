import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "@/domain/random";
import type { BenchContext } from "../context";
import { hashDashboards } from "../holds/dashboards";
import { HeldInstance } from "../holds/instance";
import { leftOver } from "../holds/left-over";
import { kill, VICTIMS } from "../holds/victims";
import { percentile, spread, type Benchmark, type Measurement } from "../measurement";
import { until } from "../../tests/support/program";

const ROUNDS = 20;
const QUICK_ROUNDS = 2;
const COLLECTED_MS = 4 * 3_600_000;
/** Mean pause before a kill, so that work is under way. */
const PAUSE_MS = 4_000;

/**
 * SIGKILL, again and again, of one process of each kind while the demo is collected; then its dashboards beside those of
 * an instance that nothing befell.
 */
const kills: Benchmark = {
  name: "kills",
  async run(context) {
    const rounds = context.killRounds ?? (context.quick ? QUICK_ROUNDS : ROUNDS);
    const instance = await HeldInstance.start(context, "kills");
    await instance.healthy();
    const random = new Random(11, rounds);
    const recovery = new Map<string, number[]>();
    for (let round = 0; round < rounds; round++)
      for (const victim of VICTIMS) {
        await sleep(2 * PAUSE_MS * random.uniform());
        const [from, since] = [performance.now(), new Date()];
        await until("one to kill", () => kill(instance, victim, (count) => random.integer() % count));
        await instance.healthy(since);
        recovery.set(victim, [...(recovery.get(victim) ?? []), (performance.now() - from) / 1000]);
        context.say(
          `  round ${round + 1}: ${victim}, well again after ${recovery.get(victim)?.at(-1)?.toFixed(1)} s`,
        );
      }
    const killed = await finish(instance);
    const whole = await finish(await undisturbed(context));
    const differing = [...whole.hashes].filter(([sae, hash]) => killed.hashes.get(sae) !== hash);
    const measured: Measurement[] = VICTIMS.map((victim) => ({
      what: `SIGKILL of the ${victim}: until pages are answered and all workers are there`,
      unit: "s",
      value: spread(recovery.get(victim) ?? []),
      note: `${rounds} times; longest ${percentile(recovery.get(victim) ?? [], 1).toFixed(1)} s`,
    }));
    return [
      ...measured,
      {
        what: `dashboards of ${whole.hashes.size} SAEs that differ from those of an instance that nothing befell`,
        unit: "SAEs",
        value: spread([differing.length]),
        limit: { kind: "at most", value: 0 },
      },
      leftOver(killed.orphans),
    ];
  },
};

export default kills;

async function undisturbed(context: BenchContext): Promise<HeldInstance> {
  context.say("  and the same with nobody killed ...");
  return HeldInstance.start(context, "whole");
}

/** Waits for the demo's collections, takes their hashes and stops the instance. */
async function finish(instance: HeldInstance): Promise<{ hashes: Map<string, string>; orphans: number[] }> {
  await until(
    "the demo's collections",
    async () => {
      const { rows } = await instance.pool.query<{ open: number }>(
        `SELECT count(*) FILTER (WHERE c.state IS DISTINCT FROM 'done')::int AS open
         FROM sae s LEFT JOIN collection c ON c.id = s.current_collection_id`,
      );
      return rows[0]?.open === 0;
    },
    COLLECTED_MS,
  );
  const hashes = await hashDashboards(instance.pool);
  return { hashes, orphans: await instance.stop() };
}
