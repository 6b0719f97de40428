import type { Benchmark } from "../measurement";
import { rates } from "../rounds";

const sgemm: Benchmark = {
  name: "sgemm",
  async run(context) {
    const { size, flops, turns, peer } = await context.sgemm();
    return [
      {
        what: `SGEMM ${size} x ${size} x ${size}, 1 thread`,
        unit: "GFLOP/s",
        ...rates(turns, flops / 1e9, peer),
        note: "The best round of either program is the peak that shares below refer to.",
      },
    ];
  },
};

export default sgemm;
