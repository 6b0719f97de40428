/** What a request has caused, followed through log lines, the job's record and spans, down to a worker's work. */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createJob } from "@/prisma/jobs";
import { closeDatabase, getDatabase } from "@/prisma/client";
import { appRouter } from "@/server/procedures";
import { createCallerFactory } from "@/server/trpc";
import { takeRequests } from "@/server/http/take-requests";
import { log } from "@/telemetry/log";
import { startTracing, type RunningTracing } from "@/telemetry/start-tracing";
import type { TaskHandler } from "@/workers/queue/task-context";
import { startWorker } from "@/workers/queue/runner";
import { receiveTraces } from "../support/trace-receiver";
import { until } from "../support/program";
import { useTestDatabase } from "../support/test-database";

const database = useTestDatabase();
let receiver: Awaited<ReturnType<typeof receiveTraces>>;
let tracing: RunningTracing;
let written = "";

beforeAll(async () => {
  receiver = await receiveTraces();
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url);
  vi.stubEnv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json");
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test");
  vi.stubEnv("FEATURESCOPE_LOG", "json");
  log.level = "info";
  tracing = await startTracing("featurescope-test");
  // opened anew, so that its statements are watched
  await closeDatabase();
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await receiver.close();
});

const work: TaskHandler<"activate-text"> = async (_payload, { pool, report }) => {
  await pool.query("SELECT pg_sleep(0.15), $1::text", ["a prompt"]);
  report(1, 1);
};

it("is one trace with one id, from the request to the statements of its job", async () => {
  let job = "";
  const server = createServer();
  takeRequests(
    server,
    async (_request, response) => {
      await createCallerFactory(appRouter)({}).catalogue.list();
      job = await createJob("activate-text", { saeId: 1, text: "a prompt", feature: null });
      response.end("ok");
    },
    { proxied: true },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const trace = randomBytes(16).toString("hex");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/ask?text=a+prompt`;
  const headers = { "x-request-id": "from-proxy-7", traceparent: `00-${trace}-00f067aa0ba902b7-01` };
  await (await fetch(address, { headers })).text();
  await new Promise((resolve) => server.close(resolve));

  const worker = await startWorker({
    lane: "interactive",
    load: () => Promise.resolve(work as TaskHandler<never>),
  });
  await until("the job is done", async () => {
    const { rows } = await database.pool.query("SELECT 1 FROM job WHERE id = $1 AND state = 'done'", [job]);
    return rows.length === 1;
  });
  await worker.stop();
  await tracing.stop();

  const { rows } = await getDatabase().pool.query("SELECT request_id FROM job WHERE id = $1", [job]);
  expect(rows).toEqual([{ request_id: "from-proxy-7" }]);
  const lines = written.split("\n").filter((line) => line.includes(job));
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ task: "activate-text", jobId: job, requestId: "from-proxy-7", level: "info" }),
  ]);

  const spans = receiver.spans.filter(({ traceId }) => traceId === trace);
  const named = (name: string) => spans.find((span) => span.name === name);
  const request = named("GET call");
  expect(request).toMatchObject({
    service: "featurescope-test",
    parentSpanId: "00f067aa0ba902b7",
    attributes: { "url.path": "/api/ask", "featurescope.request_id": "from-proxy-7" },
  });
  expect(named("catalogue.list")).toMatchObject({ parentSpanId: request?.spanId });
  const run = named("job activate-text");
  expect(run).toMatchObject({ parentSpanId: request?.spanId, attributes: { "featurescope.job_id": job } });
  // others may be slow too
  expect(spans.filter(({ name }) => name === "sql select")).toContainEqual(
    expect.objectContaining({
      parentSpanId: run?.spanId,
      attributes: expect.objectContaining({ "db.query.text": "SELECT pg_sleep(0.15), $1::text" }) as unknown,
    }),
  );
  expect(JSON.stringify(receiver.spans) + written).not.toContain("prompt");
});
