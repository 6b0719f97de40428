import { spawn } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

/** What of the Compose specification is used here; anything else in its place is a mistake of writing. */
const compose = z.object({
  services: z.record(
    z.string(),
    z.strictObject({
      image: z.string(),
      build: z.union([z.string(), z.object({ context: z.string(), dockerfile: z.string() })]).optional(),
      profiles: z.array(z.string()).optional(),
      init: z.boolean().optional(),
      command: z.string().optional(),
      environment: z.record(z.string(), z.string().nullable()),
      ports: z.array(z.string()).optional(),
      volumes: z.array(z.string()),
      depends_on: z.record(z.string(), z.object({ condition: z.literal("service_healthy") })).optional(),
      healthcheck: z
        .object({
          test: z.tuple([z.literal("CMD"), z.string()], z.string()),
          interval: z.string(),
          start_period: z.string().optional(),
          retries: z.number(),
        })
        .optional(),
      deploy: z.unknown().optional(),
      restart: z.string(),
    }),
  ),
  volumes: z.record(z.string(), z.null()),
});

const { services, volumes } = compose.parse(parse(await readFile("docker-compose.yml", "utf8")));

describe("docker-compose.yml", () => {
  it("names only services, volumes and files that there are", async () => {
    for (const [name, service] of Object.entries(services)) {
      for (const other of Object.keys(service.depends_on ?? {}))
        expect(services[other]?.healthcheck, `${name} waits for the health of ${other}`).toBeDefined();
      for (const volume of service.volumes) expect(volumes).toHaveProperty(volume.split(":")[0] ?? "");
      if (typeof service.build === "object") await access(service.build.dockerfile);
      for (const file of service.command?.match(/\S+\.(ts|mjs)/g) ?? []) await access(file);
    }
  });

  it("hands on every setting that docs/operations.md lists and a container can use", async () => {
    const page = await readFile("docs/operations.md", "utf8");
    const documented = [...page.matchAll(/^\| `([A-Z][A-Z_]+)`/gm)].map(([, name]) => name);
    // what compose, the image or the services' commands decide
    const decided = ["PORT", "HOST", "FEATURESCOPE_DATA", "FEATURESCOPE_WEB_PROCESSES", "FEATURESCOPE_ROOTS"];
    expect(documented.length).toBeGreaterThan(decided.length);
    expect(Object.keys(services.web?.environment ?? {})).toEqual(
      expect.arrayContaining(documented.filter((name) => !decided.includes(name ?? ""))),
    );
  });

  it.each([
    [200, 0],
    [503, 1],
  ])("takes a server that answers %i for one that ends its check with %i", async (status, code) => {
    const server = createServer((_, answer) => answer.writeHead(status).end()).listen(0);
    const { port } = server.address() as AddressInfo;
    const [, command = "", ...args] = services.web?.healthcheck?.test ?? [];
    expect(command).toBe("node");
    const child = spawn(
      process.execPath,
      args.map((text) => text.replace("127.0.0.1:3000", `127.0.0.1:${port}`)),
    );
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(code);
    server.close();
  });
});
