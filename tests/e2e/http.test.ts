/** What the server in front of the pages does, over real connections: statuses in every setting, limits, refusals. */
import { createServer, request as send, type IncomingHttpHeaders } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { readWebProcessCount } from "@/cli/start/checks";
import { API_BODY_BYTES } from "@/server/http/requests";
import { DONE, ensureFixture, MODEL } from "../support/fixture-dashboards";
import { getDatabase } from "@/prisma/client";
import { FULL } from "../support/full";
import { freePort, runProgram, until, type Program } from "../support/program";
import { baseUrl } from "./browser";

const programs: Program[] = [];
afterAll(async () => {
  for (const { process: child } of programs) child.kill("SIGTERM");
  await Promise.all(programs.map(({ ended }) => ended));
});

/** A page process of its own on the tests' database; the port. */
async function serve(env: Record<string, string | undefined>, host?: string): Promise<number> {
  const port = await freePort();
  const listen = ["--port", String(port), ...(host ? ["--hostname", host] : [])];
  programs.push(
    runProgram(["server/http/page-process.ts", ...listen], {
      ...{ NODE_ENV: "production", FEATURESCOPE_SECRET: "the tests of statuses sign nothing with this" },
      ...env,
    }),
  );
  const healthy = () => ask(port, "/api/health", {}, host).then(({ status }) => status === 200);
  await until("a page process", () => healthy().catch(() => false), 60_000);
  return port;
}

interface Heard {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A request that follows nothing and believes nothing. */
function ask(
  port: number,
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
  host = "127.0.0.1",
): Promise<Heard> {
  const { method = "GET", headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const to = host === "0.0.0.0" ? "127.0.0.1" : host;
    const request = send({ host: to, port, path, method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

const feature = `/${MODEL}/${DONE.sae}`;
const STATUSES: readonly (readonly [path: string, status: number])[] = [
  ["/", 200],
  [`${feature}/5`, 200],
  ["/nothing-here", 404],
  [`${feature}/99999`, 404],
  [`${feature}/abc`, 400],
  [`/embed${feature}/99999`, 404],
  ["/lists/nothing", 404],
  ["/%00", 404],
  ["/u/%00", 400],
];

describe("the status of a page", () => {
  it.each([
    [undefined, {}],
    ["127.0.0.1", {}],
    // other spellings of these
    ...(FULL
      ? ([
          ["localhost", {}],
          ["0.0.0.0", {}],
          ["127.0.0.1", { FEATURESCOPE_ORIGIN: "https://features.example" }],
        ] as const)
      : []),
    [undefined, { FEATURESCOPE_ORIGIN: "http://127.0.0.1:1", FEATURESCOPE_PROXIES: "1" }],
  ] as const)(
    "is right with HOST=%s and %j",
    async (host, env) => {
      type Headers = Record<string, string>;
      await ensureFixture(getDatabase().pool);
      const port = await serve(env, host);
      for (const headers of [
        { host: `localhost:${port}` },
        { host: "features.example", "x-forwarded-host": "features.example", "x-forwarded-proto": "https" },
        { host: "127.0.0.1" },
      ] satisfies Headers[] as Headers[])
        for (const [path, status] of STATUSES) {
          const heard = await ask(port, path, { headers }, host);
          expect(heard.status, `${path} ${JSON.stringify(headers)}`).toBe(status);
          expect(heard.body, path).toContain("</html>");
        }
    },
    60_000,
  );

  it("is right behind a proxy that serves the program below a path of its own", async () => {
    const port = Number(new URL(baseUrl()).port);
    const proxy = createServer((incoming, outgoing) => {
      const path = (incoming.url ?? "/").replace(/^\/tools\/features/, "") || "/";
      const forwarded = { ...incoming.headers, "x-forwarded-host": "tools.example", host: "internal:1" };
      send({ host: "127.0.0.1", port, path, method: incoming.method, headers: forwarded }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      }).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const { port: outside } = proxy.address() as AddressInfo;
    for (const [path, status] of STATUSES)
      expect((await ask(outside, `/tools/features${path}`)).status, path).toBe(status);
    proxy.close();
  });

  it("of a closed instance sends visitors to the entrance, whatever it is reached by", async () => {
    const port = await serve({ FEATURESCOPE_INSTANCE: "closed" }, "127.0.0.1");
    const { status, headers } = await ask(port, `${feature}/5?x=1`, { headers: { host: "a.example" } });
    expect(status).toBe(307);
    expect(headers.location).toBe(`/sign-in?next=${encodeURIComponent(`${feature}/5?x=1`)}`);
  }, 60_000);
});

describe("a request that nothing good comes of", () => {
  const port = () => Number(new URL(baseUrl()).port);

  it.each([
    ["TRACE", "/", 405],
    ["TRACE", "/api/v1/models", 405],
    ["PROPFIND", "/api/v1/models", 405],
    ["POST", feature, 405],
    ["PUT", "/api/v1/models", 405],
    ["DELETE", "/api/trpc/catalogue.list", 405],
    ["GET", "/api/v1/models/%ff", 400],
    ["GET", "/%E0%A4%A", 400],
    ["GET", "/api/trpc/nothing.here", 404],
    ["GET", "/api/trpc/label.propose", 405],
    ["GET", "/api/v1/nothing", 404],
  ])("%s %s is answered with %s %i", async (method, path, status) => {
    expect((await ask(port(), path, { method })).status).toBe(status);
  });

  it("has the wrong type, or is no JSON", async () => {
    const post = (body: string, type: string) =>
      ask(port(), "/api/trpc/share.link", { method: "POST", body, headers: { "content-type": type } });
    expect((await post("{}", "text/xml")).status).toBe(415);
    expect((await post("{", "application/json")).status).toBe(400);
    expect((await post('{"json":{"path":"/\\ud83d"}}', "application/json")).status).toBe(400);
  });

  it("has an id of its answer, as every other, and not one that anybody gave it", async () => {
    const headers = { "x-request-id": "from-anybody" };
    for (const path of ["/", "/api/v1/models", "/api/v1/nothing", "/api/trpc/no.such", "/%ff"])
      expect((await fetch(baseUrl() + path, { headers })).headers.get("x-request-id"), path).toMatch(
        /^[0-9a-f-]{36}$/,
      );
  });

  it("comes with a key that is not valid", async () => {
    for (const path of ["/nothing-here", "/", feature, "/api/v1/models"]) {
      const { status, body } = await ask(port(), path, { headers: { "x-api-key": "fsk_wrong" } });
      expect(status, path).toBe(401);
      expect(JSON.parse(body), path).toMatchObject({ error: { code: "SIGN_IN" } });
    }
  });

  it("is refused with a sentence that names the field", async () => {
    const { status, body } = await ask(port(), "/api/trpc/steer.get", {
      ...{ method: "POST", body: '{"json":{"id":3}}', headers: { "content-type": "application/json" } },
    });
    expect([status, body]).toEqual([405, expect.stringContaining("GET")]);
    const asked = await ask(port(), `/api/trpc/steer.get?input=${encodeURIComponent('{"json":{"id":3}}')}`);
    expect(asked.status).toBe(400);
    expect(asked.body).toContain("“id” must be text.");
  });
});

describe("metrics", () => {
  const port = () => Number(new URL(baseUrl()).port);
  const read = (headers: Record<string, string> = {}) => ask(port(), "/metrics", { headers });
  const pagesIn = (text: string) =>
    Number(/^featurescope_http_requests_total\{kind="page",status="2xx"\} (\d+)/m.exec(text)?.[1] ?? 0);

  it("add up what all page processes have answered, beside queue, workers and database", async () => {
    const before = pagesIn((await read()).body);
    for (let i = 0; i < 6; i++) expect((await ask(port(), "/lists")).status).toBe(200);
    const { status, body } = await read();
    expect(status).toBe(200);
    // the first question counts as well
    expect(pagesIn(body) - before).toBeGreaterThanOrEqual(6);
    expect(body).toContain(`\nfeaturescope_page_processes ${readWebProcessCount()}\n`);
    expect(body).toMatch(/^featurescope_workers\{lane="\w+",state="\w+"\} \d+/m);
    expect(body).toMatch(/^featurescope_queue_oldest_seconds \d/m);
    expect(Number(/^featurescope_database_bytes (\S+)/m.exec(body)?.[1])).toBeGreaterThan(1e6);
  });

  it("are not for who comes through a proxy", async () => {
    expect((await read({ "x-forwarded-for": "192.0.2.1" })).status).toBe(403);
  });
});

describe("the page of a feature", () => {
  const port = () => Number(new URL(baseUrl()).port);
  const path = `/${MODEL}/${DONE.sae}/12`;

  /** Its tag when every process that serves pages sends the same kept copy; null while one of them renders it. */
  async function tag(): Promise<string | null> {
    const headers = { connection: "close" };
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(port(), path, { headers })));
    const tags = new Set(answers.map((answer) => answer.headers.etag));
    return tags.size === 1 ? ([...tags][0] ?? null) : null;
  }

  /** A label that nobody sees, of a feature. */
  const label = (feature: number) =>
    getDatabase().pool.query(
      `INSERT INTO label (sae_id, feature, text, method, state, shown)
       SELECT id, $3, 'a kept page', 'hand', 'withdrawn', false FROM sae WHERE model_id = $1 AND slug = $2`,
      [MODEL, DONE.sae, feature],
    );

  it("is rendered once for all processes, and again when it changes, but not when another does", async () => {
    await ensureFixture(getDatabase().pool);
    await expect.poll(tag, { timeout: 15_000 }).not.toBeNull();
    const before = await tag();
    await label(13);
    // as long as a notice takes, and many times over
    await new Promise((passed) => setTimeout(passed, 500));
    expect(await tag()).toBe(before);
    await label(12);
    await expect.poll(async () => [null, before].includes(await tag()), { timeout: 15_000 }).toBe(false);
    await getDatabase().pool.query("DELETE FROM label WHERE text = 'a kept page'");
  });
});

/** Sends a body without an end, as fast as it is taken; what is answered, and how much had been sent by then. */
function pour(path: string, framing: "length" | "chunked"): Promise<{ status: number; sent: number }> {
  const MEGABYTE = Buffer.alloc(1024 * 1024, 0x20);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(baseUrl()).port), "127.0.0.1");
    const length =
      framing === "length" ? `Content-Length: ${100 * MEGABYTE.length}` : "Transfer-Encoding: chunked";
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${length}\r\n\r\n`);
    let sent = 0;
    let over = false;
    const more = () => {
      while (!over && sent < 100 * MEGABYTE.length) {
        sent += MEGABYTE.length;
        const frame =
          framing === "length"
            ? MEGABYTE
            : Buffer.concat([Buffer.from("100000\r\n"), MEGABYTE, Buffer.from("\r\n")]);
        if (!socket.write(frame)) return void socket.once("drain", more);
      }
    };
    socket.on("data", (chunk: Buffer) => {
      over = true;
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(chunk.toString())?.[1]), sent });
      socket.destroy();
    });
    socket.on("error", reject);
    more();
  });
}

describe("a body of 100 MB", () => {
  it.each(
    ["/api/v1/lists", "/api/steer", "/api/trpc/steer.start", "/api/activation/new", "/"].flatMap((path) => [
      [path, "length"] as const,
      [path, "chunked"] as const,
    ]),
  )("to %s, sent with its %s, is refused after the first bytes over the limit", async (path, framing) => {
    const { status, sent } = await pour(path, framing);
    expect(status).toBe(path === "/" ? 405 : 413);
    // what the connection holds between the two ends is sent before it can be refused, more of it on a busy machine
    expect(sent).toBeLessThan(API_BODY_BYTES + 40 * 1024 * 1024);
  });
});
