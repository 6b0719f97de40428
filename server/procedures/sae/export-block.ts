import { z } from "zod";
import { unpackActivations } from "@/domain/activation-codec";
import { PROMOTED_TOKENS } from "@/domain/collections";
import { DASHBOARD_TABLES, type DashboardTable, type TableRow } from "@/domain/dashboard-tables";
import { unpackCounts } from "@/domain/feature-statistics";
import { unpackTokens } from "@/domain/passages";
import { pieceText, tokenStrings } from "@/domain/tokens";
import { resolveSae } from "../../addresses";
import { vanished } from "../../errors";
import { publicProcedure } from "../../trpc";
import { readVocabulary } from "../text/vocabulary";
import { readTokenLogits, type TokenLogit } from "../feature/feature-dashboard";
import { saeAddress } from "../inputs";
import {
  listActivationBlock,
  listFeatureBlock,
  listPassageBlock,
  type ExportedFeature,
  type SaeDetails,
  findSae,
} from "./queries";

/** Features, or passages, of one block: a few megabytes at most. */
const BLOCK = 128;

export interface TableBlock {
  rows: TableRow[];
  /** Where the next block begins; null after the last. */
  next: number | null;
}

/** Some rows of a table of an SAE's dashboards; the answer says where the next begin. */
export const exportBlock = publicProcedure
  .input(
    z.object({
      address: saeAddress,
      table: z.enum(DASHBOARD_TABLES),
      from: z.number().int().min(0).max(2_000_000_000).default(0),
    }),
  )
  .query(async ({ input: { address, table, from } }) => {
    const { id } = await resolveSae(address);
    return readBlock(id, (await findSae(address)) ?? vanished(address.sae), table, from);
  });

/** @param from feature or passage that the block begins with */
async function readBlock(
  saeId: number,
  sae: SaeDetails,
  table: DashboardTable,
  from: number,
): Promise<TableBlock> {
  const { collection, corpus, model } = sae;
  if (!collection || !corpus) return { rows: [], next: null };
  const vocabulary = await readVocabulary(model.id, model.weightsSha256);
  const end = table === "passages" ? (collection.passages ?? corpus.passages) : sae.dSae;
  const next = from + BLOCK < end ? from + BLOCK : null;
  const count = Math.min(BLOCK, Math.max(0, end - from));
  if (table === "features") {
    const rows = await listFeatureBlock(saeId, collection.id, from, count);
    return { rows: rows.map((row) => featureRow(row, vocabulary)), next };
  }
  if (table === "activations") {
    const rows = await listActivationBlock(collection.id, from, count);
    return {
      rows: rows.map(({ packed, ...row }) => ({ ...row, ...unpackActivations(packed, row.value) })),
      next,
    };
  }
  const rows = await listPassageBlock(corpus.id, from, count);
  return {
    rows: rows.map(({ index, tokens }) => {
      const ids = Array.from(unpackTokens(tokens, vocabulary.length));
      const pieces = ids.slice(1).map((id) => vocabulary[id] ?? `<${id}>`);
      return { passage: index, tokens: ids, text: tokenStrings(pieces).join("").trimStart() };
    }),
    next,
  };
}

function featureRow(row: ExportedFeature, vocabulary: readonly string[]): TableRow {
  const logits = readTokenLogits(row.promoted, vocabulary);
  const [promoted, suppressed] = [logits.slice(0, PROMOTED_TOKENS), logits.slice(PROMOTED_TOKENS)];
  return {
    index: row.index,
    label: row.label,
    tokens_seen: row.tokensSeen,
    active_tokens: row.activeTokens,
    active_passages: row.activePassages,
    density: row.density,
    max: row.max,
    mean: row.mean,
    histogram: unpackCounts(row.histogram),
    band_tokens: unpackCounts(row.bands),
    promoted: texts(promoted),
    promoted_logits: promoted.map(({ logit }) => logit),
    suppressed: texts(suppressed),
    suppressed_logits: suppressed.map(({ logit }) => logit),
  };
}

const texts = (tokens: readonly TokenLogit[]) => tokens.map(({ piece }) => pieceText(piece));
