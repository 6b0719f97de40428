import type { Pool, PoolClient } from "pg";
import { z } from "zod";
import { FeaturescopeError } from "@/domain/errors";
import { IMPORTED_TEXT_LIMIT } from "@/domain/labels";
import { copyRows } from "@/prisma/copy";
import { lockAllLabels, showBestLabels } from "@/prisma/labels";
import { inTransaction } from "@/prisma/transaction";

/** A record of a Neuronpedia explanations export; other fields are left alone. */
const record = z.object({
  modelId: z.string().min(1),
  layer: z.string().min(1),
  index: z.union([z.string().regex(/^\d{1,9}$/, "not a feature number"), z.number().int().nonnegative()]),
  description: z.string(),
  explanationModelName: z.string().nullish(),
  typeName: z.string().nullish(),
});

/** Of a file that is read piece by piece, or all there. */
type Records = AsyncIterable<unknown> | Iterable<unknown>;

export interface ImportTarget {
  saeId: number;
  dSae: number;
  /** The SAE's name in the file, where it holds labels of several. */
  layer?: string;
}

export interface ImportedLabels {
  /** Records of the file that are about this SAE. */
  read: number;
  /** Labels that were not there yet. */
  added: number;
  /** Features that show an imported label since, because they showed none. */
  shown: number;
}

/**
 * Writes a Neuronpedia export into `label`, all of it or nothing. A label that the SAE has already from the same source
 * is left as it is, so that an import can be run again. A feature that has no better label shows its first one in the file.
 * @param records as parsed from the file
 * @throws FeaturescopeError CORRUPT_FILE or BAD_INPUT naming the record
 */
export function importLabels(pool: Pool, target: ImportTarget, records: Records): Promise<ImportedLabels> {
  return inTransaction(pool, async (client) => {
    await lockAllLabels(client, target.saeId);
    await client.query(
      `CREATE TEMPORARY TABLE incoming_label (ordinal int, feature int, text text, source text) ON COMMIT DROP`,
    );
    const read = await copyRows(
      client,
      "incoming_label",
      [
        ["ordinal", "int4"],
        ["feature", "int4"],
        ["text", "text"],
        ["source", "text"],
      ],
      checked(records, target),
    );
    return { read, ...(await addMissing(client, target.saeId)) };
  });
}

async function addMissing(client: PoolClient, saeId: number): Promise<Omit<ImportedLabels, "read">> {
  const before = await countLabelled(client, saeId);
  // what will be shown in the end is inserted as shown, so that its words are not written twice
  const added = await client.query(
    `INSERT INTO label (sae_id, feature, text, method, source, shown)
     SELECT $1, feature, text, 'import', source,
       row_number() OVER (PARTITION BY feature ORDER BY ordinal) = 1 AND NOT EXISTS (
         SELECT 1 FROM label l WHERE l.sae_id = $1 AND l.feature = i.feature AND l.state NOT IN ('withdrawn', 'hidden'))
     FROM (SELECT DISTINCT ON (feature, text, source) * FROM incoming_label ORDER BY feature, text, source, ordinal) i
     WHERE NOT EXISTS (
       SELECT 1 FROM label l WHERE l.sae_id = $1 AND l.feature = i.feature AND l.method = 'import'
         AND l.text = i.text AND l.source = i.source)
     ORDER BY i.ordinal`,
    [saeId],
  );
  await showBestLabels(client, saeId, "all");
  return { added: added.rowCount ?? 0, shown: (await countLabelled(client, saeId)) - before };
}

async function countLabelled(client: PoolClient, saeId: number): Promise<number> {
  const { rows } = await client.query<{ features: number }>(
    "SELECT count(*)::int AS features FROM label WHERE sae_id = $1 AND shown",
    [saeId],
  );
  return rows[0]?.features ?? 0;
}

type Row = readonly [ordinal: number, feature: number, text: string, source: string];

async function* checked(records: Records, target: ImportTarget): AsyncGenerator<Row> {
  let ordinal = 0;
  let first: { modelId: string; layer: string } | undefined;
  for await (const value of records) {
    ordinal++;
    const parsed = record.safeParse(value);
    if (!parsed.success)
      throw refused(
        "CORRUPT_FILE",
        ordinal,
        z.prettifyError(parsed.error),
        "A label needs modelId, layer, index and description, as in Neuronpedia's exports of explanations.",
      );
    const { modelId, layer, index, description, explanationModelName, typeName } = parsed.data;
    if (target.layer !== undefined && layer !== target.layer) continue;
    first ??= { modelId, layer };
    if (modelId !== first.modelId || layer !== first.layer)
      throw refused(
        "BAD_INPUT",
        ordinal,
        `it is about ${modelId}/${layer}, those before it about ${first.modelId}/${first.layer}`,
        "Choose one SAE of the file with --layer.",
      );
    const feature = Number(index);
    if (feature >= target.dSae)
      throw refused(
        "BAD_INPUT",
        ordinal,
        `feature ${feature} is beyond the SAE's last, ${target.dSae - 1}`,
        "The file belongs to a wider SAE: name the right one with --sae.",
      );
    // line ends and control characters have no place in a label of one line
    const text = description.replace(/[\s\p{Cc}]+/gu, " ").trim();
    if (text === "" || text.length > IMPORTED_TEXT_LIMIT)
      throw refused(
        "BAD_INPUT",
        ordinal,
        `the description has ${text.length.toLocaleString("en")} characters`,
        `A label has 1 to ${IMPORTED_TEXT_LIMIT.toLocaleString("en")}.`,
      );
    yield [ordinal, feature, text, [explanationModelName ?? "unknown", typeName].filter(Boolean).join(", ")];
  }
  if (!first)
    throw new FeaturescopeError(
      "NOT_FOUND",
      target.layer === undefined
        ? "The file holds no labels."
        : `The file holds no labels of ${target.layer}.`,
      "Compare the records' field layer with what you gave as --layer.",
    );
}

function refused(
  code: "BAD_INPUT" | "CORRUPT_FILE",
  ordinal: number,
  what: string,
  hint: string,
): FeaturescopeError {
  return new FeaturescopeError(code, `Record ${ordinal}: ${what}.`, `Nothing was imported. ${hint}`);
}
