import { listedSaeIds } from "../../platform/access/catalogue";
import { publicProcedure } from "../../trpc";
import { findBenchmarks } from "./queries";

/** Of one SAE. */
const MOST_RESULTS = 10;

/** SAEs whose features were steered in the benchmark, with what came out. */
export const listBenchmarks = publicProcedure.query(async () =>
  findBenchmarks(await listedSaeIds(), MOST_RESULTS),
);
