#!/usr/bin/env node
/**
 * Stands in for Prisma's schema-engine binary where that cannot be downloaded: the same line-wise JSON-RPC on
 * stdio, answered by Prisma's own WebAssembly engine over adapter-pg. The Prisma command line starts it when
 * PRISMA_SCHEMA_ENGINE_BINARY points here. Development only: the program applies its migrations without it.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import pg from "pg";
import { parse } from "pg-connection-string";
import { readCatalogTypesAsText, shadowCapableFactory } from "./prisma-schema-adapter.mjs";

const argv = process.argv.slice(2);
const values = (name) => argv.flatMap((argument, i) => (argument === name ? [argv[i + 1]] : []));
const url = JSON.parse(values("--datasource")[0] ?? "{}").url ?? process.env.DATABASE_URL;

if (argv.includes("cli")) await runCommand(argv[argv.indexOf("cli") + 1]);
else await serve();

/** can-connect-to-database, create-database or drop-database; the error goes to stderr as the binary words it. */
async function runCommand(command) {
  const address = new URL(url);
  const database = decodeURIComponent(address.pathname.slice(1));
  if (command !== "can-connect-to-database") address.pathname = "/postgres";
  const client = new pg.Client({ connectionString: address.href });
  try {
    await client.connect();
    if (command === "create-database")
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`);
    if (command === "drop-database")
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(database)}`);
    await client.end();
  } catch (error) {
    const fields = { error_code: error.code === "3D000" ? "P1003" : "P1001", message: error.message };
    console.error("{}"); // the caller skips the first line
    console.error(JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields }));
    process.exit(1);
  }
  process.exit(0);
}

/** Loads the WebAssembly engine; its package ships bindings for bundlers only, so they are wired by hand. */
async function loadEngine() {
  // without it a panic in the engine ends in an error about this registry instead of its own message
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => console.error(message) };
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const file = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const module = new WebAssembly.Module(readFileSync(file.replace(/\.js$/, ".wasm")));
  const instance = new WebAssembly.Instance(module, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  readCatalogTypesAsText();
  const datamodels = values("--datamodels").map((file) => [file, readFileSync(file, "utf8")]);
  // discrete fields, not a connection string: the shadow database replaces `database`, which a string would override
  const { host, port, user, password, database, ssl } = parse(url ?? "postgresql://127.0.0.1/none");
  const target = { host, port: port ? Number(port) : undefined, user, password, ssl, database };
  return bindings.SchemaEngine.new(
    { datamodels: datamodels.length ? datamodels : undefined },
    (line) => process.stderr.write(`${line}\n`),
    shadowCapableFactory(target),
  );
}

async function serve() {
  const renamed = { getDatabaseVersion: "version" };
  const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
  let engine;
  const answer = async ({ id, method, params }) => {
    try {
      engine ??= await loadEngine();
      const call = engine[renamed[method] ?? method];
      if (!call) throw new Error(`${method}: not served by the WebAssembly schema engine`);
      const result = await call.call(engine, params);
      if (method === "diff" && result?.stdout)
        send({ jsonrpc: "2.0", id: 1_000_000 + id, method: "print", params: { content: result.stdout } });
      send({ jsonrpc: "2.0", id, result: result ?? {} });
    } catch (error) {
      const message = error?.message ?? String(error);
      const data = { is_panic: false, message, error_code: error?.code };
      send({ jsonrpc: "2.0", id, error: { code: -32000, message, data } });
    }
  };
  let queue = Promise.resolve();
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    const request = JSON.parse(line);
    // a line without a method is the caller's receipt for our "print"
    if (request.method) queue = queue.then(() => answer(request));
  });
  lines.on("close", () => void queue.then(() => process.exit(0)));
}
