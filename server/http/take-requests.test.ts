import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { Crowd, kindOf, MOST_AT_ONCE } from "./crowd";
import { takeRequests, type Taking } from "./take-requests";

const servers: { close(): void }[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

/** A server whose requests wait until they are let go. */
async function serve(proxied = false): Promise<{ base: string; held: ServerResponse[]; taking: Taking }> {
  const held: ServerResponse[] = [];
  const server = createServer();
  const taking = takeRequests(
    server,
    (request, response) => {
      if (request.url === "/api/health" || request.url === "/kept") response.end("ok");
      else held.push(response);
      return Promise.resolve();
    },
    {
      crowd: new Crowd({ ...MOST_AT_ONCE, page: 2 }),
      proxied,
      isFree: ({ url }) => url === "/kept",
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, held, taking };
}

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

it("tells what is too much to come again, at once; health, steering and what costs nothing are answered still", async () => {
  const { base, held } = await serve();
  const pages = [fetch(`${base}/a`), fetch(`${base}/b`)];
  await until(() => held.length === 2);
  const refused = await fetch(`${base}/c`);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  for (const path of ["/api/health", "/kept"]) expect((await fetch(base + path)).status).toBe(200);
  const steered = fetch(`${base}/api/steer`, { method: "POST", body: "{}" });
  await until(() => held.length === 3);
  for (const response of held) response.end("done");
  for (const answer of await Promise.all([...pages, steered])) expect(answer.status).toBe(200);
  const next = fetch(`${base}/c`);
  await until(() => held.length === 4);
  held[3]?.end("done");
  expect((await next).status).toBe(200);
});

it("gives every answer the id that a proxy gave its request, or one of its own", async () => {
  const { base } = await serve(true);
  const idOf = async (path: string, headers: Record<string, string> = {}, method = "GET") =>
    (await fetch(base + path, { headers, method })).headers.get("x-request-id");
  expect(await idOf("/api/health", { "x-request-id": "proxy-1:2/3" })).toBe("proxy-1:2/3");
  const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  for (const given of ["two words", "x".repeat(200), '"}'])
    expect(await idOf("/api/health", { "x-request-id": given })).toMatch(uuid);
  expect(await idOf("/api/health")).not.toBe(await idOf("/api/health"));
  const refused = await fetch(`${base}/api/v1/%00`, {
    headers: { "x-request-id": "seen" },
    method: "PROPFIND",
  });
  expect([refused.ok, refused.headers.get("x-request-id")]).toEqual([false, "seen"]);

  const { base: unproxied } = await serve();
  const own = await fetch(`${unproxied}/api/health`, { headers: { "x-request-id": "anybody" } });
  expect(own.headers.get("x-request-id")).toMatch(uuid);
});

it("ends streams when it is told to stop, lets others finish, and sends who comes then away", async () => {
  const { base, held, taking } = await serve();
  const stream = fetch(`${base}/api/trpc/steer.watch`);
  await until(() => held.length === 1);
  held[0]?.setHeader("content-type", "text/event-stream");
  held[0]?.write("data: 1\n\n");
  const reading = (await stream).text();
  const page = fetch(`${base}/a`);
  await until(() => held.length === 2);
  taking.stop();
  expect(await reading).toBe("data: 1\n\n");
  expect((await fetch(`${base}/b`)).status).toBe(503);
  held[1]?.end("whole");
  expect(await (await page).text()).toBe("whole");
});

it("sorts requests by what they cost", () => {
  const kind = (url: string) => kindOf({ url });
  expect(kind("/_next/static/a.js")).toBeNull();
  expect(kind("/m/s/3?x=1")).toBe("page");
  expect(kind("/api/feature/m/s/3/image")).toBe("picture");
  expect(kind("/api/trpc/steer.start")).toBe("steering");
  expect(kind("/api/trpc/collection.watch")).toBe("stream");
  expect(kind("/api/trpc/feature.get,label.list")).toBe("call");
});
