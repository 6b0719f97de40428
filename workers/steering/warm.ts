import { weightsSource } from "@/domain/models";
import { getDatabase } from "@/prisma/client";
import { getCompute } from "../compute/shared";

const RUN = "warm";

/** Loads and compiles what the next steered text will most likely need: the SAE that was collected last. */
export async function warmSteering(): Promise<void> {
  const { rows } = await getDatabase().pool.query<{
    model_source: unknown;
    model_sha256: string;
    source: unknown;
    weights_sha256: string;
  }>(
    `SELECT m.source AS model_source, m.weights_sha256 AS model_sha256, s.source, s.weights_sha256
     FROM collection c JOIN sae s ON s.current_collection_id = c.id JOIN language_model m ON m.id = s.model_id
     WHERE c.state = 'done' ORDER BY c.finished_at DESC LIMIT 1`,
  );
  const [row] = rows;
  if (!row) return;
  const model = { source: weightsSource.parse(row.model_source), sha256: row.model_sha256 };
  const compute = getCompute();
  await compute.startSteered({
    ...{ run: RUN, model },
    saes: [{ source: weightsSource.parse(row.source), sha256: row.weights_sha256, model }],
    text: {
      ...{ prompt: "", features: [{ place: 0, feature: 0 }], scope: { kind: "all" } },
      doses: [[{ feature: 0, mode: "add", target: 0 }]],
      ...{ temperature: 0, topP: 1, seed: 0, length: 1 },
    },
  });
  await compute.endSteered({ run: RUN });
}
