import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { answerMetrics } from "./answer-metrics";
import { watchRequests } from "./request-metrics";

const servers: { close(): void }[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** A server that answers everything with metrics. */
async function serve(token?: string): Promise<string> {
  const server = createServer();
  watchRequests(server);
  server.on("request", (request, response) => void answerMetrics(request, response, token));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("counts requests by what they ask for, and says where the database says nothing", async () => {
  const base = await serve();
  for (const path of ["/a", "/b", "/api/v1/models"]) await (await fetch(base + path)).text();
  const answer = await fetch(`${base}/metrics`);
  expect(answer.headers.get("content-type")).toContain("text/plain");
  const text = await answer.text();
  expect(text).toContain('featurescope_http_requests_total{kind="page",status="2xx"} 2');
  expect(text).toContain('featurescope_http_requests_total{kind="call",status="2xx"} 1');
  expect(text).toContain('featurescope_http_request_seconds_count{kind="page"} 2');
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m);
  expect(text).toContain("# the database says nothing: ");
});

it.each([
  ["from this machine", undefined, {}, 200],
  ["through a proxy, where there is no token", undefined, { "x-forwarded-for": "192.0.2.1" }, 403],
  [
    "through a proxy with the token",
    "secret",
    { "x-forwarded-for": "192.0.2.1", authorization: "Bearer secret" },
    200,
  ],
  ["with a wrong token", "secret", { authorization: "Bearer secreT" }, 403],
  ["with a token of another length", "secret", { authorization: "Bearer s" }, 403],
])("answers who asks %s", async (_, token, headers, status) => {
  const answer = await fetch(await serve(token), { headers });
  expect(answer.status).toBe(status);
  if (status === 403) expect(await answer.text()).toContain("FEATURESCOPE_METRICS_TOKEN");
});
