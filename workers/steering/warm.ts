import { getDatabase } from "@/prisma/client";
import type { SaeRef } from "../compute/api";
import { getCompute } from "../compute/shared";
import { loadTarget } from "../dashboards/collection-target";

const RUN = "warm";

/** Those of the demo; each that is loaded takes memory. */
const MOST_SAES = 2;

/** Loads and compiles what the next texts will most likely need: the SAEs collected last, or about to be. */
export async function warmSteering(): Promise<void> {
  const { pool } = getDatabase();
  const { rows } = await pool.query<{ id: number }>(
    `SELECT id FROM (SELECT DISTINCT ON (sae_id) id, finished_at FROM collection WHERE state <> 'failed'
       ORDER BY sae_id, id DESC) latest
     ORDER BY finished_at DESC NULLS LAST, id LIMIT $1`,
    [MOST_SAES],
  );
  for (const { id } of rows) await warm((await loadTarget(pool, id)).sae);
}

async function warm(sae: SaeRef): Promise<void> {
  const compute = getCompute();
  await compute.startSteered({
    ...{ run: RUN, model: sae.model, saes: [sae] },
    text: {
      ...{ prompt: "", features: [{ place: 0, feature: 0 }], scope: { kind: "all" } },
      doses: [[{ feature: 0, mode: "add", target: 0 }]],
      ...{ temperature: 0, topP: 1, seed: 0, length: 1 },
    },
  });
  await compute.endSteered({ run: RUN });
}
