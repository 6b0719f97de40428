/** Neuronpedia's bulk layout: {model}/{source}/ with JSON Lines, gzipped, in batches (workers/import/neuronpedia/records.ts). */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { FeaturescopeError } from "@/domain/errors";
import type { SaeAddress } from "@/domain/urls";
import { runAs, type Viewer } from "@/server/platform/access/viewer";
import { readFeatureDashboard, type FeatureDashboard } from "@/server/procedures/feature/feature-dashboard";
import { neuronpediaFeature } from "@/server/rest/neuronpedia/feature";
import { findLabels } from "@/server/procedures/label/queries";

/** Features of one file, as many as Neuronpedia's exporter takes. */
const BATCH = 128;
/** Whoever may run commands may read the whole database. */
const OPERATOR: Viewer = {
  user: { id: "operator", name: "operator", role: "admin" },
  scopes: null,
  address: "local",
};

/** @returns the folder of the source; throws NOT_FOUND for an SAE that shows nothing yet */
export function exportNeuronpedia(
  { model, sae }: SaeAddress,
  { id, dSae }: { id: number; dSae: number },
  out: string,
  tell: (features: number) => void = () => undefined,
): Promise<string> {
  return runAs(OPERATOR, async () => {
    const folder = join(out, model, sae);
    for (const kind of ["features", "activations", "explanations"])
      await mkdir(join(folder, kind), { recursive: true });
    for (let first = 0; first < dSae; first += BATCH) {
      const lines = { features: [] as object[], activations: [] as object[], explanations: [] as object[] };
      for (let index = first; index < Math.min(dSae, first + BATCH); index++) {
        const dashboard = await readFeatureDashboard({ model, sae, index });
        if (!dashboard?.statistics) continue;
        if (first === 0 && lines.features.length === 0) await writeSource(folder, dashboard);
        const labels = await findLabels(id, index);
        const { feature, activations, explanations } = recordsOf(dashboard, labels);
        lines.features.push(feature);
        lines.activations.push(...activations);
        lines.explanations.push(...explanations);
      }
      for (const [kind, objects] of Object.entries(lines))
        if (objects.length > 0)
          await writeLines(join(folder, kind, `batch-${first / BATCH}.jsonl.gz`), objects);
      if (first === 0 && lines.features.length === 0)
        throw new FeaturescopeError(
          "NOT_FOUND",
          `${model}/${sae} has no dashboards yet.`,
          "Compute them first: featurescope collect.",
        );
      tell(Math.min(dSae, first + BATCH));
    }
    return folder;
  });
}

/** One feature as the three kinds of records; only fields that Neuronpedia's own records have. */
function recordsOf(dashboard: FeatureDashboard, labels: Awaited<ReturnType<typeof findLabels>>) {
  const document = neuronpediaFeature(dashboard, labels, []);
  const { activations, explanations, comments: _, lists: __, featurescope: ___, ...feature } = document;
  const { modelId, layer, index } = document;
  return {
    feature,
    activations: activations.map((activation, i) => ({
      id: `${modelId}-${layer}-${index}-${i}`,
      ...activation,
      // the strongest examples are of no bin
      binMin: activation.binMin ?? -1,
      binMax: activation.binMax ?? -1,
      binContains: activation.binContains ?? -1,
    })),
    explanations: explanations.map(
      ({ id, description, typeName, explanationModelName, authorName, notes, createdAt }) => ({
        id,
        modelId,
        layer,
        index,
        description,
        authorId: authorName,
        typeName,
        explanationModelName,
        notes,
        createdAt,
      }),
    ),
  };
}

async function writeSource(folder: string, { address, sae }: FeatureDashboard): Promise<void> {
  const { corpus } = sae;
  await writeFile(
    join(folder, "source.jsonl"),
    `${JSON.stringify({
      modelId: address.model,
      id: address.sae,
      setName: address.sae,
      visibility: "PUBLIC",
      dataset: corpus?.title ?? null,
      num_prompts: corpus?.passages ?? null,
    })}\n`,
  );
  await writeFile(
    join(folder, "model.jsonl"),
    `${JSON.stringify({ id: address.model, displayName: sae.model.title, displayNameShort: address.model })}\n`,
  );
}

async function writeLines(file: string, objects: readonly object[]): Promise<void> {
  const text = objects.map((object) => `${JSON.stringify(object)}\n`).join("");
  await writeFile(file, await promisify(gzip)(text));
}
