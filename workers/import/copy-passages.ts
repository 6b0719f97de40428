import type { ClientBase } from "pg";
import { packTokens } from "@/domain/passages";
import { copyRows } from "@/prisma/copy";
import type { CorpusPassage } from "../files/token-corpus";

/** Writes the passages of a new corpus, with what is known of each, in the client's transaction. */
export async function copyPassages(
  client: ClientBase,
  corpusId: number,
  passages: readonly CorpusPassage[],
  vocabulary: number,
): Promise<void> {
  await copyRows(
    client,
    "passage",
    [
      ["corpus_id", "int4"],
      ["index", "int4"],
      ["tokens", "bytea"],
      ["kind", "text"],
      ["topic", "text"],
      ["turns", "jsonb"],
    ],
    passages.map(
      ({ ids, note }, index) =>
        [
          corpusId,
          index,
          packTokens(ids, vocabulary),
          note?.kind ?? null,
          note?.topic ?? null,
          note?.turns ?? null,
        ] as const,
    ),
  );
}
