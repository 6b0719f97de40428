import { spawnSync } from "node:child_process";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startPostgres, type LocalServer } from "@/cli/postgres";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder";

/** A data folder that is copied or moved opens its own database, and never its original's. */

let folders: TemporaryFolder;
let original: string;
const servers: LocalServer[] = [];

beforeAll(async () => {
  folders = await temporaryFolder("data folders");
  original = join(folders.path, "original");
  spawnSync("mkdir", ["-p", original]);
  await write(await start(original), "first");
});
afterAll(async () => {
  for (const server of servers.splice(0)) await server.stop();
  await folders.remove();
});

async function start(folder: string): Promise<LocalServer> {
  const server = await startPostgres(folder);
  servers.push(server);
  return server;
}

async function query(server: LocalServer, sql: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  try {
    return (await client.query<{ word: string }>(sql)).rows.map(({ word }) => word);
  } finally {
    await client.end();
  }
}

async function write(server: LocalServer, word: string): Promise<void> {
  await query(server, "CREATE TABLE IF NOT EXISTS said (word text)");
  await query(server, `INSERT INTO said VALUES ('${word}')`);
  await query(server, "CHECKPOINT");
}
const read = (server: LocalServer) => query(server, "SELECT word FROM said ORDER BY word");

function copy(to: string, flags: string): string {
  const folder = join(folders.path, to);
  spawnSync("cp", [flags, original, folder]);
  return folder;
}

describe("a copied data folder", () => {
  it("has its own database, while the original's server runs", async () => {
    const [first] = servers;
    const second = await start(copy("copy", "-a"));
    await write(second, "second");
    expect(await read(second)).toEqual(["first", "second"]);
    expect(first && (await read(first))).toEqual(["first"]);
    expect(second.url).not.toBe(first?.url);
  });

  it("has it too when owner and mode were not copied, and by a record of an earlier version", async () => {
    const folder = copy("plain copy", "-r");
    const file = join(folder, "postgres.json");
    const { password, port } = JSON.parse(await readFile(file, "utf8")) as Record<string, unknown>;
    await writeFile(file, JSON.stringify({ cluster: join(original, "postgres"), password, port }));
    const third = await start(folder);
    await write(third, "third");
    expect(await read(third)).toEqual(["first", "third"]);
    const [first] = servers;
    expect(first && (await read(first))).toEqual(["first"]);
  });
});

describe("a moved data folder", () => {
  it("is not opened twice while the server from before the move runs", async () => {
    const moved = join(folders.path, "moved running");
    await rename(original, moved);
    await expect(startPostgres(moved)).rejects.toMatchObject({ code: "CONFLICT" });
    await rename(moved, original);
  });

  it("opens its database at the new place", async () => {
    await servers.shift()?.stop();
    const moved = join(folders.path, "moved");
    await rename(original, moved);
    expect(await read(await start(moved))).toEqual(["first"]);
  });
});
