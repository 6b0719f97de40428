/** Where ONNX Runtime computes the products of a program, out of its own profile. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Feeds, ProgramSpec, Weights } from "../ops";
import { createOnnxEngine, type OnnxProvider } from "./engine";

const PRODUCTS = new Set(["MatMul", "FusedMatMul", "Gemm"]);
const profile = z.array(
  z.looseObject({
    args: z.looseObject({ op_name: z.string().optional(), provider: z.string().optional() }).optional(),
  }),
);

/** How many products of one run were computed on the CPU, and how many there are. */
export async function countProducts(
  provider: OnnxProvider,
  { spec, weights, feeds }: { spec: ProgramSpec; weights: Weights; feeds: Feeds },
): Promise<{ onCpu: number; all: number }> {
  const folder = await mkdtemp(join(tmpdir(), "featurescope-profile-"));
  try {
    const engine = createOnnxEngine({ provider, profile: join(folder, "run") });
    const program = await engine.compile(spec, weights);
    await program.run(feeds);
    await program.dispose();
    const [file = ""] = await readdir(folder);
    const events = profile.parse(JSON.parse(await readFile(join(folder, file), "utf8")));
    const products = events.flatMap(({ args }) => (PRODUCTS.has(args?.op_name ?? "") ? [args] : []));
    return {
      onCpu: products.filter((args) => args?.provider === "CPUExecutionProvider").length,
      all: products.length,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
