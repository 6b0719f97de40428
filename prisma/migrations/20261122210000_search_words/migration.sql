-- Similar words (pg_trgm) and letters without their accents (unaccent); both come with PostgreSQL.
CREATE EXTENSION IF NOT EXISTS "pg_trgm";
CREATE EXTENSION IF NOT EXISTS "unaccent";

-- English stems without a list of stop words: a feature may well be about "the". Words that are everywhere cost little,
-- because a search looks for its rare words first (server/queries/search-words.ts).
CREATE TEXT SEARCH DICTIONARY "featurescope_stem" (TEMPLATE = snowball, Language = english);
CREATE TEXT SEARCH CONFIGURATION "featurescope" (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION "featurescope"
  ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart, int, uint
  WITH unaccent, featurescope_stem;
-- The words as they are written, but for capitals and accents.
CREATE TEXT SEARCH CONFIGURATION "featurescope_plain" (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION "featurescope_plain"
  ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart, int, uint
  WITH unaccent, simple;

-- Text as the parser shall see it: without punctuation, of which it would make addresses, paths and numbers with signs.
CREATE FUNCTION "only_words"(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT translate($1, '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~“”„‘’«»…–—·▁↵。，、', repeat(' ', 60))
$$;

-- One row a feature with everything of it that can be found by words. The columns of labels are written by the trigger
-- on "label" below, the others by the merge of a collection (workers/dashboards/search-texts.ts).
CREATE TABLE "search_document" (
    "sae_id" INTEGER NOT NULL,
    "feature" INTEGER NOT NULL,
    "label" TEXT NOT NULL DEFAULT '',
    "labels" TEXT NOT NULL DEFAULT '',
    "method" TEXT,
    "score" REAL,
    "density" REAL,
    "max" REAL,
    "tokens" TEXT NOT NULL DEFAULT '',
    "examples" TEXT NOT NULL DEFAULT '',
    -- Order among features that are found by words which nearly all of them have: well labelled first, then short.
    "quality" REAL NOT NULL GENERATED ALWAYS AS (
      CASE WHEN "label" = '' THEN -1 ELSE 0 END + coalesce("score", 0.5) - least(length("label"), 200) / 1000.0
    ) STORED,
    "words" TSVECTOR NOT NULL GENERATED ALWAYS AS (
      setweight(to_tsvector('featurescope', only_words("label")), 'A')
      || setweight(to_tsvector('featurescope', only_words("labels")), 'B')
      || setweight(to_tsvector('featurescope', only_words("tokens")), 'C')
      || setweight(to_tsvector('featurescope', only_words("examples")), 'D')
    ) STORED,

    CONSTRAINT "search_document_pkey" PRIMARY KEY ("sae_id","feature")
);

-- Every word of every document and its stem: where a word that nobody wrote is looked up among those that resemble it.
CREATE TABLE "search_word" (
    "word" TEXT NOT NULL,
    "lexeme" TEXT NOT NULL,

    CONSTRAINT "search_word_pkey" PRIMARY KEY ("word")
);

CREATE INDEX "search_document_quality_sae_id_feature_idx" ON "search_document"("quality" DESC, "sae_id", "feature");

CREATE INDEX "search_word_lexeme_idx" ON "search_word"("lexeme");

ALTER TABLE "search_document" ADD CONSTRAINT "search_document_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Without its list of pending entries, which every search would have to read through after a large write.
CREATE INDEX "search_document_words_idx" ON "search_document" USING GIN ("words") WITH (fastupdate = off);

CREATE INDEX "search_word_word_idx" ON "search_word" USING GIN ("word" gin_trgm_ops) WITH (fastupdate = off);

CREATE FUNCTION "write_search_words"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- sorted, so that two writers never wait for each other in a circle
  INSERT INTO search_word (word, lexeme)
  SELECT w.word, coalesce((ts_lexize('featurescope_stem', w.word))[1], w.word)
  FROM (
    SELECT DISTINCT unnest(tsvector_to_array(to_tsvector('featurescope_plain',
      only_words(concat_ws(' ', n.label, n.labels, n.tokens, n.examples))))) AS word
    FROM written n
  ) w
  WHERE length(w.word) <= 40 AND NOT EXISTS (SELECT 1 FROM search_word s WHERE s.word = w.word)
  ORDER BY w.word
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER "search_document_inserted" AFTER INSERT ON "search_document"
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION "write_search_words"();
CREATE TRIGGER "search_document_updated" AFTER UPDATE ON "search_document"
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION "write_search_words"();

-- Whoever writes labels, by hand, by import or by a job: what is searched follows in the same transaction.
CREATE FUNCTION "write_search_labels"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  saes int[];
  features int[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(k.sae_id), array_agg(k.feature) INTO saes, features
    FROM (SELECT DISTINCT sae_id, feature FROM written) k;
  ELSIF TG_OP = 'DELETE' THEN
    SELECT array_agg(k.sae_id), array_agg(k.feature) INTO saes, features
    FROM (SELECT DISTINCT sae_id, feature FROM before) k;
  ELSE
    SELECT array_agg(k.sae_id), array_agg(k.feature) INTO saes, features
    FROM (SELECT sae_id, feature FROM written UNION SELECT sae_id, feature FROM before) k;
  END IF;
  INSERT INTO search_document AS d (sae_id, feature, label, labels, method, score)
  SELECT k.sae_id, k.feature,
    coalesce(max(l.text) FILTER (WHERE l.shown), ''),
    coalesce(string_agg(l.text, E'\n' ORDER BY l.id) FILTER (WHERE NOT l.shown), ''),
    max(l.method) FILTER (WHERE l.shown), max(l.score) FILTER (WHERE l.shown)
  FROM unnest(saes, features) AS k(sae_id, feature)
    JOIN sae s ON s.id = k.sae_id
    LEFT JOIN label l ON l.sae_id = k.sae_id AND l.feature = k.feature AND l.state NOT IN ('withdrawn', 'hidden')
  GROUP BY k.sae_id, k.feature
  ORDER BY k.sae_id, k.feature
  ON CONFLICT (sae_id, feature) DO UPDATE
    SET label = excluded.label, labels = excluded.labels, method = excluded.method, score = excluded.score
    WHERE (d.label, d.labels, d.method, d.score)
      IS DISTINCT FROM (excluded.label, excluded.labels, excluded.method, excluded.score);
  RETURN NULL;
END $$;

CREATE TRIGGER "label_inserted" AFTER INSERT ON "label"
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION "write_search_labels"();
CREATE TRIGGER "label_updated" AFTER UPDATE ON "label"
  REFERENCING OLD TABLE AS before NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION "write_search_labels"();
CREATE TRIGGER "label_deleted" AFTER DELETE ON "label"
  REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION "write_search_labels"();

-- Labels that are there already pass through the trigger once.
UPDATE "label" SET "version" = "version";
