import { Random } from "@/domain/random";
import type { HostTensor } from "@/workers/engine/ops";
import { input } from "@/workers/engine/ops-inputs";
import type { BenchContext } from "./context";
import { productFlops } from "./flops";
import type { Peer } from "./peer";
import { takeTurns, timed, type Turns } from "./rounds";

export interface Sgemm {
  size: number;
  flops: number;
  turns: Turns;
  peer: Peer | null;
  /** The best round of either program, FLOP/s. */
  peak: number;
}

/** A square float32 product on one thread, the second factor a weight as in every layer of a model. */
export async function takeSgemm(context: BenchContext): Promise<Sgemm> {
  const size = context.quick ? 1024 : 2048;
  const flops = productFlops(size, size, size);
  const shape = [size, size];
  const random = new Random(1);
  const matrix = (): HostTensor => ({
    dtype: "float32",
    shape,
    data: Float32Array.from({ length: size * size }, () => random.uniform() - 0.5),
  });
  const program = await context.engine.compile(
    {
      name: "sgemm",
      inputs: { a: { dtype: "float32", shape } },
      build: (ops, inputs) => ({ product: ops.matmul(input(inputs, "a"), ops.weight("b")) }),
    },
    new Map([["b", matrix()]]),
  );
  const a = matrix();
  const peer = await context.startPeer("sgemm.py", { size });
  const turns = await takeTurns(
    context.rounds,
    () => timed(() => program.run({ a })),
    peer && (() => peer.seconds()),
  );
  await program.dispose();
  return { size, flops, turns, peer, peak: flops / Math.min(...turns.ours, ...turns.theirs) };
}
