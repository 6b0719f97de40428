import type { Pool } from "pg";
import { EVALUATION_FORMAT, type SaeEvaluation } from "@/domain/sae-evaluation";
import packageJson from "@/package.json";
import { readHeldOut } from "../../dashboards/collection-quality";
import type { CollectionTarget } from "../../dashboards/collection-target";
import { readPassagesAt } from "../../dashboards/corpus-passages";
import { readLexer } from "../../labels/read-lexer";
import { chooseConcepts, type ReadPassage } from "./concepts";
import { chooseLetterWords } from "./letter-words";
import type { EvaluationRequest } from "./request";

/** Tokens that are read, about; fewer where the stream is so wide that they would not fit in memory. */
const TOKENS = 40_000;
const LARGEST_STREAM = 256 << 20;
/** Passages of the random SAE's own figures: far from the SAE's, so a quarter of the SAE's own will do. */
const RANDOM_PASSAGES = 32;
const SEED = 1;

/** Reads from the database all that an evaluation needs, and what it will be called. */
export async function prepareEvaluation(
  pool: Pool,
  target: CollectionTarget,
): Promise<{
  request: EvaluationRequest;
  about: Pick<SaeEvaluation, "format" | "version" | "sae" | "corpus">;
}> {
  const { rows } = await pool.query<{ sha256: string; tokens: number; d_in: number }>(
    "SELECT c.sha256, c.tokens, s.d_in FROM corpus c, sae s WHERE c.id = $1 AND s.id = $2",
    [target.corpusId, target.saeId],
  );
  const { sha256 = "", tokens = 0, d_in: width = 1 } = rows[0] ?? {};
  const read = Math.min(target.settings.passages ?? target.corpusPassages, target.corpusPassages);
  const wanted = Math.min(TOKENS, LARGEST_STREAM / (4 * width));
  const mean = Math.max(1, tokens / Math.max(1, target.corpusPassages));
  const numbers = evaluationPassages(read, Math.floor(wanted / mean));
  const corpus = { id: target.corpusId, vocabulary: target.model.vocabulary };
  const texts = await readPassagesAt(pool, corpus, numbers);
  const lexer = await readLexer(pool, target.saeId);
  const passages: ReadPassage[] = [];
  const ids: Uint32Array[] = [];
  for (const passage of numbers) {
    const text = texts.get(passage);
    if (!text || text.length < 2) continue;
    passages.push({ passage, view: lexer.view(text) });
    ids.push(text);
  }
  return {
    request: {
      ...{ passages: ids, leftOut: target.leftOut, seed: SEED },
      concepts: chooseConcepts(passages, lexer, SEED),
      words: chooseLetterWords(passages, lexer, SEED),
      heldOut: await readHeldOut(pool, target, RANDOM_PASSAGES),
    },
    about: {
      format: EVALUATION_FORMAT,
      version: packageJson.version,
      sae: target.sae.sha256,
      corpus: sha256,
    },
  };
}

/** Numbers of about `wanted` passages among the first `read`: pairs of an even and an odd one, spread evenly. */
export function evaluationPassages(read: number, wanted: number): number[] {
  const there = Math.floor(read / 2);
  const pairs = Math.min(there, Math.max(1, Math.floor(wanted / 2)));
  return Array.from({ length: pairs }, (_, i) => 2 * Math.floor(((i + 0.5) * there) / pairs)).flatMap(
    (even) => [even, even + 1],
  );
}
