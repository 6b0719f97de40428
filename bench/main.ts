/** `npm run bench [-- --json] [-- --only NAME...] [-- --quick]`: measures the program on this machine, beside PyTorch where found. */
import { mkdtemp, chmod, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { reportAndExit } from "@/cli/report";
import { FeaturescopeError } from "@/domain/errors";
import { BenchContext } from "./context";
import { describeMachine } from "./machine";
import type { Benchmark, Measurement } from "./measurement";
import { measurementLines, machineLines } from "./table";

/** In the order in which they run. */
const BENCHMARKS: Record<string, () => Promise<{ default: Benchmark }>> = {
  sgemm: () => import("./measurements/sgemm"),
  byo: () => import("./measurements/byo"),
  collection: () => import("./measurements/collection"),
  scaling: () => import("./measurements/scaling"),
  training: () => import("./measurements/training"),
  decode: () => import("./measurements/decode"),
  start: () => import("./measurements/start"),
  storage: () => import("./measurements/storage"),
  pages: () => import("./measurements/pages"),
  phone: () => import("./measurements/phone"),
  text: () => import("./measurements/text"),
  search: () => import("./measurements/search"),
  map: () => import("./measurements/map"),
  steering: () => import("./measurements/steering"),
  chain: () => import("./measurements/chain"),
  labels: () => import("./measurements/labels"),
};

/** Take their time, and are run by name alone. */
const BY_NAME: typeof BENCHMARKS = {
  scale: () => import("./measurements/scale"),
  "crowded-map": () => import("./measurements/crowded-map"),
  soak: () => import("./measurements/soak"),
  kills: () => import("./measurements/kills"),
};

const HELP = `Measures the engine, the whole program and its pages on this machine, beside PyTorch and umap-learn where
python3 (or $PYTHON) has them.

npm run bench -- [--only NAME...] [--quick] [--json] [--seed N] [--url URL] [--labels N]
                 [--minutes N] [--rounds N]
  --only   ${Object.keys(BENCHMARKS).join(", ")};
           by name alone: ${Object.keys(BY_NAME).join(", ")}
  --quick  few passages and rounds: sees that everything works, figures are rough
  --json   one JSON document
  --seed   which labels are listed (7)
  --labels of the synthetic instance of scale (10000000; 20000 with --quick)
  --minutes of soak (20), --rounds of kills (20)
  --url    of a running Featurescope whose pages phone opens, instead of one of its own
`;

try {
  await main();
} catch (error) {
  reportAndExit(error);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
      seed: { type: "string", default: "7" },
      url: { type: "string" },
      labels: { type: "string" },
      minutes: { type: "string" },
      rounds: { type: "string" },
      only: { type: "string", multiple: true, default: [] },
    },
    allowPositionals: true,
  });
  if (values.help) return void process.stdout.write(HELP);
  const names = chosen([...values.only, ...positionals]);

  // readable by the account that PostgreSQL runs under when root starts us
  const folder = await mkdtemp(join(tmpdir(), "featurescope-bench-"));
  await chmod(folder, 0o755);
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const context = new BenchContext(
    values.quick,
    folder,
    say,
    readCount("seed", values.seed),
    values.url?.replace(/\/$/, ""),
    values.labels,
    values.minutes === undefined ? undefined : readCount("minutes", values.minutes),
    values.rounds === undefined ? undefined : readCount("rounds", values.rounds),
  );
  try {
    const python = await context.python();
    const machine = describeMachine(python?.version ?? null);
    if (!values.json) process.stdout.write(`${machineLines(machine).join("\n")}\n`);
    const measured: (Measurement & { benchmark: string })[] = [];
    for (const name of names) {
      say(`Measuring ${name} ...`);
      const benchmark = await (BENCHMARKS[name] ?? BY_NAME[name])?.();
      for (const measurement of (await benchmark?.default.run(context)) ?? []) {
        measured.push({ benchmark: name, ...measurement });
        if (!values.json) process.stdout.write(`\n${measurementLines(measurement).join("\n")}\n`);
      }
    }
    const document = { date: new Date().toISOString(), quick: values.quick, machine, measurements: measured };
    if (values.json) process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  } finally {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function readCount(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new FeaturescopeError(
    "BAD_INPUT",
    `--${name} cannot be "${text}".`,
    `Give a whole number, as --${name} 7.`,
  );
}

function chosen(names: readonly string[]): string[] {
  const known = [...Object.keys(BENCHMARKS), ...Object.keys(BY_NAME)];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `There is no measurement "${unknown}".`,
      `Use ${known.join(", ")}.`,
    );
  return names.length > 0 ? known.filter((name) => names.includes(name)) : Object.keys(BENCHMARKS);
}
