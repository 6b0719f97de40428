import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { register } from "prom-client";
import { expect, it } from "vitest";
import { z } from "zod";
import { instanceMetrics } from "@/server/metrics/instance-metrics";
import { watchRequests } from "@/server/metrics/request-metrics";
import { useTestDatabase } from "../support/test-database";

useTestDatabase();

const dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) })),
});

it("asks only for metrics that /metrics has, and for all of the program's own", async () => {
  watchRequests(createServer());
  const text = `${await register.metrics()}\n${await instanceMetrics()}`;
  const types = new Map(
    Array.from(text.matchAll(/^# TYPE (\w+) (\w+)$/gm), ([, name = "", type]) => [name, type]),
  );
  const { panels } = dashboard.parse(JSON.parse(await readFile("deploy/grafana-dashboard.json", "utf8")));
  const asked = new Set<string>();
  for (const { title, targets } of panels)
    for (const { expr } of targets) {
      const names = Array.from(expr.matchAll(/\b(?:featurescope|process|nodejs)_\w+/g), ([name]) => name);
      expect(names, title).not.toEqual([]);
      for (const name of names) {
        const histogram = name.replace(/_(bucket|count|sum)$/, "");
        const known = types.get(histogram) === "histogram" ? histogram : name;
        expect(types.has(known), `${title}: ${name}`).toBe(true);
        asked.add(known);
      }
    }
  const own = [...types.keys()].filter((name) => name.startsWith("featurescope_"));
  expect(own.length).toBeGreaterThan(5);
  expect([...asked].filter((name) => name.startsWith("featurescope_")).sort()).toEqual(own.sort());
});
