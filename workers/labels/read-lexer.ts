import type { Pool } from "pg";
import { FeaturescopeError } from "@/domain/errors";
import { log } from "@/telemetry/log";
import { Lexer } from "./text-view";
import { ConceptIndex } from "./words/concept-index";
import { WordNet } from "./words/wordnet";

/** The lexer for the texts of a model. @throws FeaturescopeError NOT_FOUND without its vocabulary */
export async function readLexer(pool: Pool, saeId: number): Promise<Lexer> {
  const { rows } = await pool.query<{ pieces: string[] }>(
    "SELECT v.pieces FROM vocabulary v JOIN sae s ON s.model_id = v.model_id WHERE s.id = $1",
    [saeId],
  );
  if (rows[0]) return new Lexer(rows[0].pieces, await getConcepts());
  throw new FeaturescopeError(
    "NOT_FOUND",
    "The model's vocabulary is not in the database, so its tokens cannot be read as text.",
    "Register the model again, then ask for labels again.",
  );
}

let concepts: Promise<ConceptIndex> | undefined;

/** This process's concepts, read at the first call; those of WordNet are left out where its package is not installed. */
function getConcepts(): Promise<ConceptIndex> {
  return (concepts ??= WordNet.read()
    .catch((error: unknown) => {
      log.error(
        { err: error },
        `Labels do without WordNet: ${error instanceof Error ? error.message : String(error)}`,
      );
      return null;
    })
    .then((wordNet) => new ConceptIndex(wordNet)));
}
