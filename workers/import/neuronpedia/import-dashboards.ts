/** Dashboards from Neuronpedia's bulk layout for an SAE that is registered here (formats: records.ts). */
import { createHash } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { packActivations } from "@/domain/activation-codec";
import { BANDS } from "@/domain/collections";
import { FeaturescopeError } from "@/domain/errors";
import { copyRows } from "@/prisma/copy";
import { ACTIVATION_COLUMNS, FEATURE_COLUMNS } from "@/prisma/dashboard-columns";
import { createJob } from "@/prisma/jobs";
import { inTransaction } from "@/prisma/transaction";
import { withoutNotes } from "../../files/token-corpus";
import { registerCorpus } from "../register";
import { figuresOf, featureRow } from "./pack-feature";
import { activationRecord, featureRecord, records, type ActivationRecord } from "./records";
import { TokenIds } from "./token-ids";

export interface DashboardTarget {
  saeId: number;
  dSae: number;
  modelId: string;
  /** BOS of the model, which begins every passage here. */
  bos: number;
  pieces: readonly string[];
}

export interface ImportedDashboards {
  collectionId: number;
  features: number;
  examples: number;
  passages: number;
}

/** Strings that the model's vocabulary may lack before the export counts as another model's. */
const UNKNOWN_SHARE = 0.01;

/**
 * Writes features and examples as a finished collection that the SAE shows; all of it or nothing. The same folder again
 * changes nothing. Throws CONFLICT where the SAE shows a collection of its own and `replace` is not given, BAD_INPUT for an
 * export of a wider SAE or of another model.
 */
export async function importDashboards(
  pool: Pool,
  folder: string,
  target: DashboardTarget,
  { replace = false, title }: { replace?: boolean; title: string },
): Promise<ImportedDashboards> {
  const read = await readPassages(folder, target);
  const imported = await inTransaction(pool, async (client) => {
    const collectionId = await makeCollection(client, target, read, { replace, title });
    const tokens = new TokenIds(target.pieces);
    const features = await copyRows(client, "feature", FEATURE_COLUMNS, featureRows());
    async function* featureRows() {
      for await (const record of records(folder, "features", featureRecord)) {
        const passages = read.passagesOf.get(record.index)?.size ?? 0;
        yield featureRow(collectionId, record, { tokensSeen: read.tokensSeen, passages, tokens });
      }
    }
    const examples = await copyRows(
      client,
      "activation",
      ACTIVATION_COLUMNS,
      exampleRows(folder, collectionId, read),
    );
    await client.query(
      `UPDATE collection SET features_active =
         (SELECT count(*) FROM feature WHERE collection_id = $1 AND active_tokens > 0) WHERE id = $1`,
      [collectionId],
    );
    return { collectionId, features, examples, passages: read.passages.length };
  });
  await createJob("write-search-texts", { collectionId: imported.collectionId });
  return imported;
}

interface ReadPassages {
  passages: Uint32Array[];
  /** Passage by the hash of its tokens. */
  numbers: Map<string, number>;
  passagesOf: Map<number, Set<number>>;
  /** Largest activation by feature. */
  maxima: Map<number, number>;
  tokensSeen: number;
  idsOf: (record: ActivationRecord) => { ids: number[]; shift: number };
}

/** First way through the files: the distinct passages, and what the other way needs. */
async function readPassages(folder: string, target: DashboardTarget): Promise<ReadPassages> {
  const maxima = new Map<number, number>();
  let tokensSeen = 0;
  for await (const record of records(folder, "features", featureRecord)) {
    if (record.index >= target.dSae)
      throw new FeaturescopeError(
        "BAD_INPUT",
        `The export has feature ${record.index}; the SAE has ${target.dSae}.`,
        "Name the SAE that the export is of.",
      );
    maxima.set(record.index, record.maxActApprox);
    tokensSeen = Math.max(tokensSeen, figuresOf(record).tokensSeen);
  }
  const tokens = new TokenIds(target.pieces);
  const idsOf = (record: ActivationRecord) => {
    const ids = tokens.of(record.tokens);
    return ids[0] === target.bos ? { ids, shift: 0 } : { ids: [target.bos, ...ids], shift: 1 };
  };
  const read: ReadPassages = {
    passages: [],
    numbers: new Map(),
    passagesOf: new Map(),
    maxima,
    tokensSeen,
    idsOf,
  };
  for await (const record of records(folder, "activations", activationRecord)) {
    const { ids } = idsOf(record);
    const key = keyOf(ids);
    const number = read.numbers.get(key) ?? read.passages.length;
    if (number === read.passages.length) {
      read.numbers.set(key, number);
      read.passages.push(Uint32Array.from(ids));
    }
    const of = read.passagesOf.get(record.index) ?? new Set();
    read.passagesOf.set(record.index, of.add(number));
  }
  if (tokens.unknown > UNKNOWN_SHARE * tokens.seen)
    throw new FeaturescopeError(
      "BAD_INPUT",
      `${tokens.unknown} of ${tokens.seen} tokens, such as ${JSON.stringify(tokens.firstUnknown)}, are not in the vocabulary of ${target.modelId}.`,
      "The export is of another model: name an SAE of that one.",
    );
  return read;
}

const keyOf = (ids: readonly number[]) => createHash("md5").update(Uint32Array.from(ids)).digest("base64");

async function makeCollection(
  client: PoolClient,
  target: DashboardTarget,
  { passages, tokensSeen }: ReadPassages,
  { replace, title }: { replace: boolean; title: string },
): Promise<number> {
  const hash = createHash("sha256");
  for (const passage of passages) hash.update(passage);
  const settingsHash = createHash("sha256")
    .update(`neuronpedia ${title} ${hash.digest("hex")}`)
    .digest("hex");
  const corpusId = await registerCorpus(client, {
    modelId: target.modelId,
    slug: `neuronpedia-${settingsHash.slice(0, 8)}`,
    title: `Examples of ${title}`,
    writtenBy: "an export in Neuronpedia's layout",
    passages: withoutNotes(passages),
    vocabulary: target.pieces.length,
  });
  const { rows: shown } = await client.query<{ hash: string | null }>(
    `SELECT c.settings_hash AS hash FROM sae s LEFT JOIN collection c ON c.id = s.current_collection_id
     WHERE s.id = $1 FOR UPDATE OF s`,
    [target.saeId],
  );
  if (shown[0]?.hash && shown[0].hash !== settingsHash && !replace)
    throw new FeaturescopeError(
      "CONFLICT",
      "The SAE shows other dashboards.",
      "Give --replace to show the imported ones in their place.",
    );
  const settings = JSON.stringify({ shardPassages: Math.max(1, passages.length), passages: null });
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO collection (sae_id, corpus_id, settings, settings_hash, state, shards_total, shards_done, shards_merged,
       tokens_total, tokens_done, engine, started_at, finished_at)
     VALUES ($1, $2, $3, $4, 'done', 1, 1, 1, $5, $5, 'imported', now(), now())
     ON CONFLICT (sae_id, corpus_id, settings_hash) DO UPDATE SET tokens_total = $5, tokens_done = $5 RETURNING id`,
    [target.saeId, corpusId, settings, settingsHash, tokensSeen],
  );
  const id = rows[0]?.id ?? 0;
  await client.query("DELETE FROM feature WHERE collection_id = $1", [id]);
  await client.query("DELETE FROM activation WHERE collection_id = $1", [id]);
  await client.query("UPDATE sae SET current_collection_id = $2 WHERE id = $1", [target.saeId, id]);
  return id;
}

/** Second way: every example beside its passage. Activations at BOS are left out, as everywhere here. */
async function* exampleRows(folder: string, collectionId: number, read: ReadPassages) {
  const ranks = new Map<number, number>();
  for await (const record of records(folder, "activations", activationRecord)) {
    const { ids, shift } = read.idsOf(record);
    const positions: number[] = [];
    const values: number[] = [];
    let peak = 0;
    let value = 0;
    record.values.forEach((activation, i) => {
      const position = i + shift;
      if (position === 0 || !(activation > 0)) return;
      positions.push(position);
      values.push(activation);
      if (activation > value) [peak, value] = [position, activation];
    });
    if (value === 0) continue;
    const band = bandOf(record, read.maxima.get(record.index) ?? value);
    const place = record.index * (BANDS + 1) + band;
    const rank = ranks.get(place) ?? 0;
    ranks.set(place, rank + 1);
    const passage = read.numbers.get(keyOf(ids)) ?? 0;
    yield [
      collectionId,
      record.index,
      band,
      rank,
      passage,
      peak,
      value,
      packActivations(positions, values, value),
    ] as const;
  }
}

/** 0 for the strongest examples, else 1 to BANDS by where the sample's interval begins. */
function bandOf({ binMin, binMax }: ActivationRecord, max: number): number {
  if (binMin == null || binMax == null || binMin < 0 || binMax <= binMin) return 0;
  return 1 + Math.min(BANDS - 1, Math.floor((binMin / max) * BANDS + 0.01));
}
