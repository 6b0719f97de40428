import pg from "pg";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { CHANGES_CHANNEL, PRIORITY_LEVELS, type Lane } from "@/domain/jobs";
import { cancelJob, createJob, retryJob } from "@/prisma/jobs";
import { atLevel, enqueue } from "@/prisma/queue";
import { runProgram, until, type Program } from "@/tests/support/program";
import { BEHAVIOUR } from "@/tests/support/queue-behaviour";
import { useTestDatabase } from "@/tests/support/test-database";

const database = useTestDatabase();
const workers: Program[] = [];

beforeAll(() => database.pool.query("CREATE TABLE test_run (job_id uuid, shard int, pid int)"));
afterEach(async () => {
  for (const worker of workers) worker.process.kill("SIGKILL");
  await Promise.all(workers.splice(0).map((worker) => worker.ended));
  await database.pool.query("DELETE FROM worker");
  await database.pool.query("DELETE FROM graphile_worker._private_jobs");
});

async function startWorker(lane: Lane = "batch", launcher?: string): Promise<Program> {
  const worker = runProgram(["tests/support/queue-worker.ts", lane], {
    DATABASE_URL: database.url,
    FEATURESCOPE_LAUNCHER: launcher,
  });
  workers.push(worker);
  await worker.writes("ready", 60_000);
  return worker;
}

const shard = (behaviour: keyof typeof BEHAVIOUR, options: { maxAttempts?: number } = {}) =>
  createJob("collect-shard", { collectionId: BEHAVIOUR[behaviour], shard: 0 }, options);

interface JobRow {
  state: string;
  done: number;
  total: number;
  message: string | null;
  error: string | null;
  hint: string | null;
  attempts: number;
}

async function job(id: string): Promise<JobRow | undefined> {
  const { rows } = await database.pool.query<JobRow>(
    "SELECT state, done, total, message, error, hint, attempts FROM job WHERE id = $1",
    [id],
  );
  return rows[0];
}

const reaches = (id: string, state: string) =>
  until(`job ${state}`, async () => (await job(id))?.state === state, 60_000);

async function pids(id: string): Promise<number[]> {
  const { rows } = await database.pool.query<{ pid: number }>("SELECT pid FROM test_run WHERE job_id = $1", [
    id,
  ]);
  return rows.map((row) => row.pid);
}

const isRunning = (id: string) => until("task running", async () => (await pids(id)).length > 0, 60_000);

async function queueEntries(): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM graphile_worker.jobs",
  );
  return rows[0]?.count ?? -1;
}

describe("a job", () => {
  test("is run, its progress kept and its changes told", async () => {
    const listener = new pg.Client({ connectionString: database.url });
    await listener.connect();
    await listener.query(`LISTEN ${CHANGES_CHANNEL}`);
    const told: unknown[] = [];
    listener.on("notification", ({ payload }) => told.push(JSON.parse(payload ?? "")));
    await startWorker();
    const id = await shard("finish");
    await reaches(id, "done");
    expect(await job(id)).toMatchObject({ done: 2, total: 2, attempts: 1, error: null });
    await until("queue empty", async () => (await queueEntries()) === 0);
    await listener.end();
    expect(told.length).toBeGreaterThanOrEqual(3);
    for (const notice of told) expect(notice).toEqual({ kind: "job", id });
  });

  test("that somebody cancels is told to stop and not run again", async () => {
    await startWorker();
    const running = await shard("wait");
    const waiting = await shard("finish");
    await isRunning(running);
    await until("progress", async () => (await job(running))?.message === "waiting");
    expect(await job(running)).toMatchObject({ state: "running", done: 1, total: 3 });
    await cancelJob(waiting);
    await cancelJob(running);
    await until("queue empty", async () => (await queueEntries()) === 0);
    expect((await job(running))?.state).toBe("cancelled");
    expect(await pids(waiting)).toEqual([]);
    await expect(cancelJob(running)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(cancelJob(crypto.randomUUID())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("is tried again after a failure that may pass", async () => {
    await startWorker();
    const id = await shard("failOnce");
    await reaches(id, "done");
    expect(await job(id)).toMatchObject({ attempts: 2, error: null });
  });

  test("fails for good with its reason when its tries are used up, and runs again when asked to", async () => {
    await startWorker();
    const id = await shard("fail", { maxAttempts: 2 });
    await reaches(id, "failed");
    expect(await job(id)).toMatchObject({ error: "The moon is in the wrong place.", attempts: 2 });
    expect((await pids(id)).length).toBe(2);
    await until("queue empty", async () => (await queueEntries()) === 0);
    await database.pool.query(
      "UPDATE job SET payload = jsonb_set(payload, '{collectionId}', $2) WHERE id = $1",
      [id, BEHAVIOUR.finish],
    );
    await retryJob(id);
    await reaches(id, "done");
    expect(await job(id)).toMatchObject({ error: null, attempts: 1 });
    await expect(retryJob(id)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("is not tried again after a failure that cannot pass", async () => {
    await startWorker();
    const id = await shard("refuse");
    await reaches(id, "failed");
    expect(await job(id)).toMatchObject({
      error: "weights.bin is cut off.",
      hint: "Fetch it again.",
      attempts: 1,
    });
    expect((await pids(id)).length).toBe(1);
  });
});

test("people's jobs come before the demo's, and the collection that has got least goes on", async () => {
  const wait = await shard("wait");
  await startWorker();
  await isRunning(wait);
  const collect = (name: string, level: keyof typeof PRIORITY_LEVELS, turn: number) =>
    atLevel(PRIORITY_LEVELS[level], async () => [
      await createJob("collect-shard", { collectionId: BEHAVIOUR.finish, shard: turn }, { priority: turn }),
      `${name} ${turn}`,
    ]);
  const asked = [
    await collect("demo", "demo", 1),
    await collect("extra", "background", -1),
    ...[await collect("first", "person", 40), await collect("first", "person", 41)],
    ...[await collect("second", "person", 1), await collect("second", "person", 41)],
  ];
  await cancelJob(wait);
  for (const [id = ""] of asked) await reaches(id, "done");
  const { rows } = await database.pool.query<{ id: string }>(
    "SELECT id FROM job WHERE id = ANY($1) ORDER BY started_at",
    [asked.map(([id]) => id)],
  );
  const names = new Map(asked.map(([id = "", name = ""]) => [id, name]));
  expect(rows.map(({ id }) => names.get(id))).toEqual([
    ...["second 1", "first 40", "first 41", "second 41", "demo 1", "extra -1"],
  ]);
});

test("work that a job asks for has the job's level", async () => {
  const id = await atLevel(PRIORITY_LEVELS.background, () => shard("finish"));
  await enqueue("collect-shard", { jobId: id, collectionId: BEHAVIOUR.finish, shard: 7 }, { priority: 7 });
  const { rows } = await database.pool.query<{ priority: number }>(
    "SELECT priority FROM graphile_worker.jobs ORDER BY priority",
  );
  expect(rows.map(({ priority }) => priority)).toEqual([20_000, 20_007]);
});

test("interactive work does not wait behind batch work, and batch workers leave it alone", async () => {
  const batch = await startWorker("batch");
  const busy = await shard("wait");
  await isRunning(busy);
  const id = await createJob("activate-text", { saeId: 1, text: "a", feature: null });
  const interactive = await startWorker("interactive");
  await reaches(id, "done");
  expect(await pids(id)).toEqual([interactive.process.pid]);
  expect(await pids(busy)).toEqual([batch.process.pid]);
});

describe("a worker", () => {
  test("killed by SIGKILL loses its job to another and leaves the list", async () => {
    const victim = await startWorker();
    const id = await shard("waitOnce");
    await isRunning(id);
    const other = await startWorker();
    victim.process.kill("SIGKILL");
    await reaches(id, "done");
    expect(await pids(id)).toEqual([victim.process.pid, other.process.pid]);
    expect((await job(id))?.attempts).toBe(2);
    const { rows } = await database.pool.query("SELECT pid FROM worker");
    expect(rows).toEqual([{ pid: other.process.pid }]);
  });

  test("killed on the job's last try fails it with a reason", async () => {
    const victim = await startWorker();
    const id = await shard("wait", { maxAttempts: 1 });
    await isRunning(id);
    await startWorker();
    victim.process.kill("SIGKILL");
    await reaches(id, "failed");
    expect((await job(id))?.error).toBe("This job has ended its worker process, while others went on.");
    expect(await queueEntries()).toBe(0);
  });

  test("that dies with its launcher leaves its job to the next, however often", async () => {
    const id = await shard("wait", { maxAttempts: 1 });
    for (let crash = 1; crash <= 3; crash++) {
      const worker = await startWorker("batch", `launcher ${crash}`);
      await until("taken up", async () => (await pids(id)).length === crash, 60_000);
      worker.process.kill("SIGKILL");
      await worker.ended;
    }
    expect(await job(id)).toMatchObject({ state: "running", error: null, attempts: 1 });
  });

  test("told to stop gives its job back as if it had not begun", async () => {
    const first = await startWorker();
    const id = await shard("waitOnce", { maxAttempts: 1 });
    await isRunning(id);
    first.process.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    expect((await database.pool.query("SELECT 1 FROM worker")).rowCount).toBe(0);
    const second = await startWorker();
    await reaches(id, "done");
    expect(await pids(id)).toEqual([first.process.pid, second.process.pid]);
    expect((await job(id))?.attempts).toBe(1);
  });
});
