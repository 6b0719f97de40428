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

-- Its statement has parameters, so it can be told to.
ALTER FUNCTION "write_search_labels"() SET plan_cache_mode = 'force_custom_plan';
