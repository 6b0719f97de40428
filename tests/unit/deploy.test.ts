import { access, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";

const HEALTH = "/api/health";

const container = z.object({
  name: z.string(),
  command: z.array(z.string()).optional(),
  ports: z.array(z.object({ name: z.string(), containerPort: z.number() })).optional(),
  readinessProbe: z.object({ httpGet: z.object({ path: z.string(), port: z.string() }) }).optional(),
  volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() })).optional(),
});
const deployment = z.object({
  kind: z.literal("Deployment"),
  spec: z.object({
    selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      spec: z.object({
        containers: z.array(container),
        initContainers: z.array(container).optional(),
        volumes: z.array(z.object({ name: z.string() })),
      }),
    }),
  }),
});
const service = z.object({
  kind: z.literal("Service"),
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    selector: z.record(z.string(), z.string()),
    ports: z.array(z.object({ port: z.number() })),
  }),
});

describe("deploy/kubernetes.yaml", async () => {
  const documents = parseAllDocuments(await readFile("deploy/kubernetes.yaml", "utf8")).map((one) =>
    z.union([deployment, service]).parse(one.toJS()),
  );
  const deployments = documents.filter((one) => one.kind === "Deployment");

  it("names only labels, volumes, ports and files that there are", async () => {
    expect(deployments).toHaveLength(3);
    for (const { spec } of deployments) {
      const { containers, volumes } = spec.template.spec;
      expect(spec.template.metadata.labels).toEqual(spec.selector.matchLabels);
      for (const { command = [], volumeMounts = [], ports = [], readinessProbe } of containers) {
        expect(volumes).toEqual(volumeMounts.map(({ name }) => ({ ...volumes[0], name })));
        for (const file of command.filter((word) => /\.(ts|mjs)$/.test(word))) await access(file);
        if (readinessProbe) expect(ports.map(({ name }) => name)).toContain(readinessProbe.httpGet.port);
      }
    }
  });

  it("takes the web server for ready by its probe, and has workers wait for it", () => {
    const [web] = documents.filter((one) => one.kind === "Service");
    const address = `http://${web?.metadata.name}:${web?.spec.ports[0]?.port}${HEALTH}`;
    for (const { spec } of deployments) {
      const { containers, initContainers = [] } = spec.template.spec;
      const serves = JSON.stringify(spec.selector.matchLabels) === JSON.stringify(web?.spec.selector);
      expect(containers[0]?.readinessProbe?.httpGet.path).toBe(serves ? HEALTH : undefined);
      if (!serves) expect(initContainers[0]?.command?.join(" ")).toContain(`fetch("${address}")`);
    }
  });
});

describe("deploy/featurescope.service", () => {
  it("starts what npm start starts, and waits for the probe", async () => {
    const unit = await readFile("deploy/featurescope.service", "utf8");
    const { scripts } = JSON.parse(await readFile("package.json", "utf8")) as { scripts: { start: string } };
    expect(unit).toContain(`ExecStart=/usr/bin/${scripts.start}\n`);
    expect(unit).toMatch(new RegExp(`^ExecStartPost=.* http://127\\.0\\.0\\.1:\\$\\{PORT\\}${HEALTH}$`, "m"));
  });
});
