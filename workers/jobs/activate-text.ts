import { FeaturescopeError } from "@/domain/errors";
import { languageModelConfig, weightsSource } from "@/domain/models";
import { TEXT_CHARACTERS, textActivations, TOP_FEATURES } from "@/domain/text-activations";
import { getCompute } from "../compute/shared";
import type { TaskHandler } from "../queue/task-context";

/** Reads a person's text; the answer stands in job.result, and a notice says that it is there. */
const activateText: TaskHandler<"activate-text"> = async (
  { jobId, saeId, text, feature },
  { pool, signal, report, notify },
) => {
  if (text.trim() === "" || text.length > TEXT_CHARACTERS) {
    throw new FeaturescopeError(
      text.length > TEXT_CHARACTERS ? "TOO_LARGE" : "BAD_INPUT",
      `The text has ${text.length.toLocaleString("en")} characters.`,
      `Enter 1 to ${TEXT_CHARACTERS.toLocaleString("en")} of them.`,
    );
  }
  const { rows } = await pool.query<{
    config: unknown;
    model_source: unknown;
    model_sha256: string;
    source: unknown;
    weights_sha256: string;
  }>(
    `SELECT model.config, model.source AS model_source, model.weights_sha256 AS model_sha256, sae.source, sae.weights_sha256
     FROM sae JOIN language_model model ON model.id = sae.model_id WHERE sae.id = $1`,
    [saeId],
  );
  const row = rows[0];
  if (!row)
    throw new FeaturescopeError("NOT_FOUND", `There is no SAE ${saeId}.`, "It was removed meanwhile.");
  const model = { source: weightsSource.parse(row.model_source), sha256: row.model_sha256 };
  const sae = { source: weightsSource.parse(row.source), sha256: row.weights_sha256, model };
  const limit = languageModelConfig.parse(row.config).context;
  const { ids, features } = await getCompute().activateText({ sae, text, limit }, signal);
  const result = textActivations.parse({
    ids,
    tokens: features.map((active) =>
      feature === null ? active.slice(0, TOP_FEATURES) : active.filter((entry) => entry.feature === feature),
    ),
  });
  await pool.query("UPDATE job SET result = $2 WHERE id = $1", [jobId, JSON.stringify(result)]);
  report(1, 1);
  // somebody waits: they need not wait for the record of the job to be closed
  await notify({ kind: "job", id: jobId });
};

export default activateText;
