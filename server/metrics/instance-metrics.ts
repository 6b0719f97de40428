/** What Prometheus is told of the instance as a whole; it stands in the database. */
import { Gauge, Registry } from "prom-client";
import { WORKER_DEAD_MS } from "@/domain/jobs";
import { queryRows } from "../platform/rows";

/** @throws FeaturescopeError DATABASE when the database cannot be reached */
export async function instanceMetrics(): Promise<string> {
  const registry = new Registry();
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name: `featurescope_${name}`, help, labelNames, registers: [registry] });

  const jobs = gauge("jobs", "Jobs that wait or run, by kind.", "kind", "state");
  const age = gauge("queue_oldest_seconds", "How long the oldest waiting job has waited.");
  const waiting = await queryRows<{ kind: string; state: string; count: number; oldest: number }>(
    `SELECT kind, state, count(*)::int AS count,
       coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE state = 'queued')), 0)::float8 AS oldest
     FROM job WHERE state IN ('queued', 'running') GROUP BY kind, state`,
    [],
  );
  for (const { kind, state, count } of waiting) jobs.set({ kind, state }, count);
  age.set(Math.max(0, ...waiting.map(({ oldest }) => oldest)));

  const workers = gauge(
    "workers",
    "Worker processes that are alive, by lane and whether they work.",
    "lane",
    "state",
  );
  const alive = await queryRows<{ lane: string; state: string; count: number }>(
    `SELECT lane, CASE WHEN task IS NULL THEN 'idle' ELSE 'busy' END AS state, count(*)::int AS count
     FROM worker WHERE last_seen_at > now() - make_interval(secs => $1) GROUP BY 1, 2`,
    [WORKER_DEAD_MS / 1000],
  );
  for (const { lane, state, count } of alive) workers.set({ lane, state }, count);

  const read = gauge("collection_tokens", "Tokens of a running collection that have been read.", "sae", "of");
  const collections = await queryRows<{ sae: string; done: number; total: number }>(
    `SELECT s.model_id || '/' || s.slug AS sae, sum(c.tokens_done)::float8 AS done, sum(c.tokens_total)::float8 AS total
     FROM collection c JOIN sae s ON s.id = c.sae_id WHERE c.state IN ('queued', 'running', 'merging') GROUP BY 1`,
    [],
  );
  for (const { sae, done, total } of collections) {
    read.set({ sae, of: "done" }, done);
    read.set({ sae, of: "total" }, total);
  }

  const [database] = await queryRows<{ bytes: number; connections: number }>(
    `SELECT pg_database_size(current_database())::float8 AS bytes,
       (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database()) AS connections`,
    [],
  );
  gauge("database_bytes", "Size of the database.").set(database?.bytes ?? 0);
  gauge("database_connections", "Open connections to the database.").set(database?.connections ?? 0);
  return registry.metrics();
}
