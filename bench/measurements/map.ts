import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { NEIGHBOURS } from "@/domain/neighbours";
import { Random } from "@/domain/random";
import { defaultSettings, layOut, type LayoutSettings } from "@/domain/umap/lay-out";
import { decoderDirections, NearestDirections, type Directions } from "@/workers/maps/nearest-directions";
import { runProgram } from "../../tests/support/program";
import { sameFigures } from "../agreement";
import type { BenchContext } from "../context";
import { measureFaithfulness } from "../map/faithfulness";
import { spread, type Benchmark, type Measurement } from "../measurement";
import { UMAP_LEARN, type Peer } from "../peer";
import { takeTurns, timed } from "../rounds";

const MEASURED = 15;
/** The layout may be this much less true than umap-learn's. */
const WORSE = 0.02;
/** Random directions of this many features, as wide as the demo's. */
const LARGE = 65_536;
const LARGE_LIMIT_S = 300;

const map: Benchmark = {
  name: "map",
  async run(context) {
    const { sae, name } = await context.sae();
    const directions = decoderDirections(sae);
    const file = join(context.folder, "directions.f32");
    await writeFile(file, bytesOf(directions.data));
    const grouped = groupedDirections();
    const groupedFile = join(context.folder, "grouped.f32");
    await writeFile(groupedFile, bytesOf(grouped.data));
    return [
      ...(await layouts(context, directions, name, file)),
      ...(await layouts(context, grouped, "made directions around 96 middles", groupedFile)),
      await nearest(context, sae.config.dSae, directions.width, file, name),
      ...(context.quick ? [] : [await nearest(context, LARGE, directions.width, null, "random directions")]),
    ];
  },
};

export default map;

/** Directions that have neighbourhoods, unlike those of the demo's SAE, of which few are closer than random ones. */
function groupedDirections(): Directions {
  const random = new Random(7);
  const [features, width, groups] = [4608, 64, 96];
  const draw = () => Float32Array.from({ length: width }, () => random.normal());
  const middles = Array.from({ length: groups }, draw);
  const data = new Float32Array(features * width);
  for (let i = 0; i < features; i++)
    data.set(
      draw().map((x, axis) => 0.7 * x + (middles[i % groups]?.[axis] ?? 0)),
      i * width,
    );
  return { data, width };
}

async function layouts(
  context: BenchContext,
  directions: Directions,
  name: string,
  file: string,
): Promise<Measurement[]> {
  const points = directions.data.length / directions.width;
  const defaults = defaultSettings(points);
  const settings = { ...defaults, epochs: context.quick ? 50 : defaults.epochs };
  const each = settings.neighbours - 1;
  const search = await NearestDirections.create(context.engine, directions, directions, {
    wanted: each,
    own: true,
  });
  const { ids, cosines } = await search.find(0, points);
  await search.dispose();
  const distances = Float64Array.from(cosines, (cosine) => Math.max(0, 1 - cosine));
  const peer = await startPeer(context, directions, ids, distances, settings, file);

  const made: Float64Array[] = [];
  const turns = await takeTurns(
    context.quick ? 1 : 3,
    () =>
      timed(() => {
        made.push(layOut({ points, each, ids, distances }, settings).positions);
        return Promise.resolve();
      }),
    peer && (() => peer.seconds()),
  );
  const hashes = new Set(
    made.map((positions) => createHash("sha256").update(bytesOf(positions)).digest("hex")),
  );
  const ours = measureFaithfulness(directions, made[0] ?? new Float64Array(), MEASURED);
  const theirs = peer && (await peerFaithfulness(peer, directions));
  const ratios = turns.theirs.map((seconds, i) => seconds / (turns.ours[i] ?? NaN));
  const what = `layout of ${name}, ${points} features, ${settings.epochs} epochs`;
  const beside = (value: number | undefined, own: number) =>
    peer && value !== undefined
      ? { name: peer.name, value: spread([value]), ratio: spread([own / value]) }
      : { missing: "no umap-learn found" };
  return [
    {
      what: `${what}, 1 thread`,
      unit: "s",
      value: spread(turns.ours),
      peer: peer
        ? { name: peer.name, value: spread(turns.theirs), ratio: spread(ratios) }
        : { missing: "no umap-learn found" },
      note: `the same exact neighbours and settings; ${made.length} runs with one seed gave ${hashes.size === 1 ? "the same bytes" : `${hashes.size} DIFFERENT layouts`}`,
    },
    ...(["trustworthiness", "recall"] as const).map((figure) => ({
      what: `${figure === "recall" ? "neighbour recall" : figure}@${MEASURED} of the same`,
      unit: "of 1",
      value: spread([ours[figure]]),
      peer: beside(theirs?.[figure], ours[figure]),
      ...(theirs ? { limit: { kind: "at least" as const, value: theirs[figure] - WORSE } } : {}),
    })),
  ];
}

/** umap-learn counts a point as the first of its own neighbours. */
async function startPeer(
  context: BenchContext,
  directions: Directions,
  ids: Int32Array,
  distances: Float64Array,
  settings: LayoutSettings,
  points: string,
): Promise<Peer | null> {
  const each = settings.neighbours - 1;
  const rows = ids.length / each;
  const withSelf = (values: ArrayLike<number>, own: (row: number) => number) =>
    Array.from({ length: rows * (each + 1) }, (_, n) => {
      const [row, at] = [Math.floor(n / (each + 1)), n % (each + 1)];
      return at === 0 ? own(row) : (values[row * each + at - 1] as number);
    });
  const files = { ids: join(context.folder, "near.i32"), distances: join(context.folder, "near.f32") };
  await writeFile(files.ids, bytesOf(Int32Array.from(withSelf(ids, (row) => row))));
  await writeFile(files.distances, bytesOf(Float32Array.from(withSelf(distances, () => 0))));
  const job = { ...settings, ...files, points, width: directions.width, measured: MEASURED };
  return context.startPeer("umap_layout.py", job, UMAP_LEARN);
}

const peerResult = z.object({ positions: z.array(z.number()), trustworthiness: z.number() });

/** Measured as ours; scikit-learn's own figure must agree. */
async function peerFaithfulness(peer: Peer, directions: Directions) {
  const { positions, trustworthiness } = peerResult.parse(await peer.ask("result"));
  const measured = measureFaithfulness(directions, positions, MEASURED);
  sameFigures("trustworthiness", [measured.trustworthiness], [trustworthiness]);
  return measured;
}

const alone = z.object({ seconds: z.number(), peak: z.number(), before: z.number() });

async function nearest(
  context: BenchContext,
  features: number,
  width: number,
  file: string | null,
  name: string,
): Promise<Measurement> {
  context.say(`  nearest of ${features} features ...`);
  const program = runProgram(
    ["bench/map/nearest-alone.ts", String(features), String(width), ...(file ? [file] : [])],
    {},
  );
  if ((await program.ended) !== 0) throw new Error(program.output());
  const line = program.output().trim().split("\n").at(-1) ?? "";
  const { seconds, peak, before } = alone.parse(JSON.parse(line));
  const mib = (bytes: number) => `${Math.round(bytes / 2 ** 20).toLocaleString("en")} MiB`;
  return {
    what: `exact ${NEIGHBOURS} nearest of ${features.toLocaleString("en")} x ${width} (${name}), 1 thread`,
    unit: "s",
    value: spread([seconds]),
    ...(file ? {} : { limit: { kind: "at most", value: LARGE_LIMIT_S } }),
    note: `peak memory of the process ${mib(peak)}, of which ${mib(before)} before it began`,
  };
}

function bytesOf(values: Float32Array | Float64Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
