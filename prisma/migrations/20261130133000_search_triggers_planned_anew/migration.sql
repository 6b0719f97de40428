-- As in migration search_words, but planned at each call. A plan that was made for the first few labels of a new database reads
-- the whole table for each row, and a session that went on to write 15,600 labels with it took 66 s instead of 2.
CREATE OR REPLACE FUNCTION "write_search_words"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- sorted, so that two writers never wait for each other in a circle
  EXECUTE $sql$
    INSERT INTO search_word (word, lexeme)
    SELECT w.word, coalesce((ts_lexize('featurescope_stem', w.word))[1], w.word)
    FROM (
      SELECT DISTINCT unnest(tsvector_to_array(to_tsvector('featurescope_plain',
        only_words(concat_ws(' ', n.label, n.labels, n.tokens, n.examples))))) AS word
      FROM written n
    ) w
    WHERE length(w.word) <= 40 AND NOT EXISTS (SELECT 1 FROM search_word s WHERE s.word = w.word)
    ORDER BY w.word
    ON CONFLICT DO NOTHING
  $sql$;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "write_search_labels"() RETURNS trigger LANGUAGE plpgsql AS $$
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
  EXECUTE $sql$
    INSERT INTO search_document AS d (sae_id, feature, label, labels, method, score)
    SELECT k.sae_id, k.feature,
      coalesce(max(l.text) FILTER (WHERE l.shown), ''),
      coalesce(string_agg(l.text, E'\n' ORDER BY l.id) FILTER (WHERE NOT l.shown), ''),
      max(l.method) FILTER (WHERE l.shown), max(l.score) FILTER (WHERE l.shown)
    FROM unnest($1, $2) AS k(sae_id, feature)
      JOIN sae s ON s.id = k.sae_id
      LEFT JOIN label l ON l.sae_id = k.sae_id AND l.feature = k.feature AND l.state NOT IN ('withdrawn', 'hidden')
    GROUP BY k.sae_id, k.feature
    ORDER BY k.sae_id, k.feature
    ON CONFLICT (sae_id, feature) DO UPDATE
      SET label = excluded.label, labels = excluded.labels, method = excluded.method, score = excluded.score
      WHERE (d.label, d.labels, d.method, d.score)
        IS DISTINCT FROM (excluded.label, excluded.labels, excluded.method, excluded.score)
  $sql$ USING saes, features;
  RETURN NULL;
END $$;
