import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";

const PRIMARY = new URL("../../tests/support/files/cluster-primary.mjs", import.meta.url);
const SOON_MS = 10_000;
let primary: ChildProcess | undefined;
afterEach(() => void primary?.kill("SIGKILL"));

async function start(processes: number): Promise<string> {
  primary = fork(PRIMARY, [String(processes)]);
  const [{ port }] = (await once(primary, "message")) as [{ port: number }];
  return `http://127.0.0.1:${port}/`;
}

/** On a connection of its own. @returns the pid of whoever answered, or what came instead */
const ask = (url: string) =>
  fetch(url, { headers: { connection: "close" }, signal: AbortSignal.timeout(SOON_MS) }).then(
    async (answer) => Number(await answer.text()),
    (error: unknown) => (error instanceof Error ? error.name : "error"),
  );

/** Stops a process, so that it takes no connection that it is handed, and kills it then. */
async function killWhile<T>(pid: number, meanwhile: () => Promise<T>[]): Promise<T[]> {
  process.kill(pid, "SIGSTOP");
  const under = meanwhile();
  await new Promise((resolve) => setTimeout(resolve, 500));
  process.kill(pid, "SIGKILL");
  return Promise.all(under);
}

test("connections that a killed process was handed are answered by another", async () => {
  const url = await start(2);
  const pids = new Set<unknown>();
  while (pids.size < 2) pids.add(await ask(url));
  const [victim, other] = [...pids] as [number, number];
  expect(await killWhile(victim, () => Array.from({ length: 6 }, () => ask(url)))).toEqual(
    new Array<number>(6).fill(other),
  );
});

test("where there is no other, they are closed, so that whoever asks can ask again", async () => {
  const url = await start(1);
  const pid = (await ask(url)) as number;
  expect(await killWhile(pid, () => [ask(url)])).toEqual(["TypeError"]);
});
