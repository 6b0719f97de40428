/**
 * A process that does nothing but find the nearest features of an SAE, so that its memory is that of this work.
 * Arguments: features, width, and a file of their directions, or none for random ones. Writes one line of JSON.
 */
import { readFileSync } from "node:fs";
import { NEIGHBOURS } from "@/domain/neighbours";
import { Random } from "@/domain/random";
import { createOnnxEngine } from "@/workers/engine/onnx/engine";
import { NearestDirections } from "@/workers/maps/nearest-directions";

const ROWS_PER_CALL = 2048;

const [features = 0, width = 0] = process.argv.slice(2, 4).map(Number);
const file = process.argv[4];
const engine = createOnnxEngine({ threads: 1 });
const directions = { data: file ? readDirections(file) : randomDirections(), width };
const before = process.memoryUsage().rss;
const start = performance.now();
const nearest = await NearestDirections.create(engine, directions, directions, {
  wanted: NEIGHBOURS,
  own: true,
});
for (let first = 0; first < features; first += ROWS_PER_CALL)
  await nearest.find(first, Math.min(features, first + ROWS_PER_CALL));
const seconds = (performance.now() - start) / 1000;
const peak = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ seconds, peak, before })}\n`);
await nearest.dispose();
await engine.dispose();

function readDirections(path: string): Float32Array {
  return new Float32Array(Uint8Array.from(readFileSync(path)).buffer);
}

function randomDirections(): Float32Array {
  const random = new Random(5);
  return Float32Array.from({ length: features * width }, () => random.normal());
}
