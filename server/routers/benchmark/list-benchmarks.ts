import { listedSaeIds } from "../../access/catalogue";
import * as queries from "../../queries/steering-benchmark";
import { publicProcedure } from "../../trpc";

/** SAEs whose features were steered in the benchmark, with what came out. */
export const listBenchmarks = publicProcedure.query(async () => queries.listBenchmarks(await listedSaeIds()));
