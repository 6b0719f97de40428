import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { log } from "@/telemetry/log";
import { takeRequests } from "./take-requests";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  log.level = "info";
});

/** What the log says while `ask` talks to a server whose handler does `work`. */
async function logged(
  level: string,
  work: () => Promise<void>,
  ask: (base: string) => Promise<void>,
): Promise<string> {
  vi.stubEnv("FEATURESCOPE_LOG", "json");
  log.level = level;
  let written = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
  const server = createServer();
  takeRequests(server, async (_request, response) => {
    await work();
    response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await ask(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await new Promise((resolve) => server.close(resolve));
  return written;
}

const SECRETS = ["thought", "s3ss10n", "fsk_k3y", "t0k3n", "b0dy", "dbpw"];

it("names the request of every line, and holds no query, cookie, key or body", async () => {
  const ids: (string | null)[] = [];
  const written = await logged(
    "debug",
    async () => {
      log.info("in between");
      await Promise.reject(new Error("connect postgres://u:dbpw@h/d as fsk_k3y for /x?q=thought"));
    },
    async (base) => {
      const answer = await fetch(`${base}/api/v1/search?q=thought&token=t0k3n`, {
        method: "POST",
        headers: { cookie: "featurescope.session_token=s3ss10n", authorization: "Bearer fsk_k3y" },
        body: JSON.stringify({ prompt: "b0dy" }),
      });
      ids.push(answer.headers.get("x-request-id"));
      await answer.text();
    },
  );
  const lines = written
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ msg }) => msg)).toEqual([
    "in between",
    "A request ended with an error that nobody answered.",
    "POST /api/v1/search: 500",
  ]);
  expect(lines.map(({ requestId }) => requestId)).toEqual([ids[0], ids[0], ids[0]]);
  expect(lines[2]).toMatchObject({ level: "warn", method: "POST", path: "/api/v1/search", status: 500 });
  for (const secret of SECRETS) expect(written).not.toContain(secret);
});

it("says nothing of answers that went well, unless it is asked to", async () => {
  const ask = async (base: string) => {
    await (await fetch(`${base}/a`)).text();
  };
  const work = () => Promise.resolve();
  expect(await logged("info", work, ask)).toBe("");
  expect(await logged("debug", work, ask)).toContain("GET /a: 200");
});
