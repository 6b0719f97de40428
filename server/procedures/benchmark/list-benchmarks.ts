import { listedSaeIds } from "../../platform/access/catalogue";
import { publicProcedure } from "../../trpc";
import { findBenchmarks } from "./queries";

/** SAEs whose features were steered in the benchmark, with what came out. */
export const listBenchmarks = publicProcedure.query(async () => findBenchmarks(await listedSaeIds()));
