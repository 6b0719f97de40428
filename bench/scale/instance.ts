import type { BenchContext } from "../context";
import { openFilled, type FilledInstance } from "../filled-instance";
import { timed } from "../rounds";
import { fillScale, type ScaleSae } from "./fill";
import { scaleSize, type ScaleSize } from "./size";

export interface ScaleInstance extends FilledInstance {
  size: ScaleSize;
  saes: ScaleSae[];
  /** Seconds that filling took, indexes included, and bytes of the database. */
  seconds: number;
  bytes: number;
}

/** A synthetic instance with so many labels. */
export async function openScale(context: BenchContext, labels: string): Promise<ScaleInstance> {
  const size = scaleSize(labels);
  let saes: ScaleSae[] = [];
  let [seconds, bytes] = [0, 0];
  const instance = await openFilled(context, "scale", async (pool) => {
    seconds = await timed(async () => {
      saes = await fillScale(pool, size, context.say);
    });
    const { rows } = await pool.query<{ bytes: string }>(
      "SELECT pg_database_size(current_database()) AS bytes",
    );
    bytes = Number(rows[0]?.bytes);
    await pool.query("CHECKPOINT");
  });
  return { ...instance, size, saes, seconds, bytes };
}
