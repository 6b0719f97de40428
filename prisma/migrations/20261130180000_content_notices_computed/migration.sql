-- Content notices tell what workers compute ("computed": true) from what people write and decide. After the first a page may
-- be sent as it was until it has been rendered anew, after the others it may not. A notice with an empty "named" and no
-- "own" is about all pages of an SAE and none that names its features.

CREATE FUNCTION "notice_features"(sae_id integer, own integer[], named integer[], computed boolean)
RETURNS void LANGUAGE sql AS $$
  SELECT pg_notify('featurescope_content', (CASE
    -- a notice holds 8,000 bytes, and whoever writes more features at once has changed the SAE
    WHEN own IS NULL OR cardinality(own) + coalesce(cardinality(named), 0) > 400
      THEN json_build_object('model', s.model_id, 'sae', s.slug, 'computed', computed)
    ELSE json_build_object('model', s.model_id, 'sae', s.slug, 'own', coalesce(own, '{}'),
      'named', coalesce(named, '{}'), 'computed', computed)
  END)::text) FROM sae s WHERE s.id = $1
$$;

-- Labels. A program's have no author. What a person writes is on the feature's own page from then on, and comes to the pages
-- that name the feature a little later, but nothing that was taken back or hidden stays on any.
CREATE FUNCTION "notice_labels"(sae_id integer, own integer[], named integer[], by_program boolean, taken_back boolean)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF by_program OR taken_back OR coalesce(cardinality(named), 0) = 0 THEN
    PERFORM notice_features(sae_id, own, named, by_program);
  ELSE
    PERFORM notice_features(sae_id, own, '{}', false);
    PERFORM notice_features(sae_id, '{}', named, true);
  END IF;
END $$;

CREATE OR REPLACE FUNCTION "notice_labels_written"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notice_labels(c.sae_id, array_agg(DISTINCT c.feature), array_agg(DISTINCT c.feature) FILTER (WHERE c.shown),
    TG_OP = 'INSERT' AND bool_and(c.author_id IS NULL AND c.method NOT IN ('hand', 'import')), TG_OP = 'DELETE')
  FROM changed c GROUP BY c.sae_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "notice_labels_updated"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- planned at each call: a plan for one label compares all with all
  EXECUTE $sql$
    SELECT notice_labels(c.sae_id, array_agg(DISTINCT c.feature), array_agg(DISTINCT c.feature) FILTER (
        WHERE (c.shown OR before.shown) AND (c.text, c.shown) IS DISTINCT FROM (before.text, before.shown)),
      bool_and(c.author_id IS NULL AND c.method NOT IN ('hand', 'import') AND 'hidden' NOT IN (c.state, before.state)
        AND (c.text, c.version, c.votes_up, c.votes_down, c.human_score)
          IS NOT DISTINCT FROM (before.text, before.version, before.votes_up, before.votes_down, before.human_score)),
      bool_or(c.state IN ('hidden', 'withdrawn') OR c.text <> before.text))
    FROM changed c JOIN before ON before.id = c.id GROUP BY c.sae_id
  $sql$;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "notice_comments"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notice_features(c.sae_id, array_agg(DISTINCT c.feature), '{}', false) FROM changed c GROUP BY c.sae_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "notice_answers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notice_features(l.sae_id, array_agg(DISTINCT l.feature), '{}', false)
  FROM label l WHERE l.id IN (SELECT label_id FROM changed) GROUP BY l.sae_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "notice_twin_answers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notice_features(l.sae_id, array_agg(DISTINCT l.feature), '{}', false)
  FROM label l WHERE l.id IN (SELECT label_id FROM changed UNION SELECT other_id FROM changed) GROUP BY l.sae_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "notice_merge"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notice_features(c.sae_id, NULL, NULL, true)
  FROM collection c WHERE c.id IN (SELECT DISTINCT collection_id FROM changed);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION "notice_collection_figures"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notice_features(NEW.sae_id, NULL, NULL, true);
  RETURN NULL;
END $$;

DROP FUNCTION "notice_features"(integer, integer[], integer[]);

-- maps, neighbours, evaluations, benchmarks
CREATE OR REPLACE FUNCTION "notice_content_of_saes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('featurescope_content', json_build_object('model', s.model_id, 'computed', true)::text)
  FROM (SELECT DISTINCT model_id FROM sae WHERE id IN (SELECT sae_id FROM changed)) s;
  RETURN NULL;
END $$;

CREATE FUNCTION "notice_computed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('featurescope_content', '{"model":null,"computed":true}');
  RETURN NULL;
END $$;

-- The state of its collection is what all pages of an SAE say first; those that name its features are told as of any other.
-- The argument is the column that holds the SAE.
CREATE FUNCTION "notice_collection_of_sae"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('featurescope_content',
    json_build_object('model', s.model_id, 'sae', s.slug, 'named', '[]'::json, 'computed', false)::text)
  FROM sae s WHERE s.id = (to_jsonb(NEW) ->> TG_ARGV[0])::int;
  PERFORM pg_notify('featurescope_content', '{"model":null,"computed":true}');
  RETURN NULL;
END $$;

DROP TRIGGER "content_changed" ON "collection";
DROP TRIGGER "content_state" ON "collection";
CREATE TRIGGER "content_inserted" AFTER INSERT ON "collection" FOR EACH ROW EXECUTE FUNCTION "notice_collection_of_sae"('sae_id');
CREATE TRIGGER "content_deleted" AFTER DELETE ON "collection" FOR EACH STATEMENT EXECUTE FUNCTION "notice_content"();
CREATE TRIGGER "content_state" AFTER UPDATE OF state ON "collection"
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION "notice_collection_of_sae"('sae_id');

DROP TRIGGER "content_changed" ON "sae";
DROP TRIGGER "content_changed" ON "corpus";
DROP TRIGGER "content_changed" ON "language_model";
CREATE TRIGGER "content_inserted" AFTER INSERT ON "sae" FOR EACH STATEMENT EXECUTE FUNCTION "notice_computed"();
CREATE TRIGGER "content_inserted" AFTER INSERT ON "corpus" FOR EACH STATEMENT EXECUTE FUNCTION "notice_computed"();
CREATE TRIGGER "content_inserted" AFTER INSERT ON "language_model" FOR EACH STATEMENT EXECUTE FUNCTION "notice_computed"();
CREATE TRIGGER "content_deleted" AFTER DELETE ON "sae" FOR EACH STATEMENT EXECUTE FUNCTION "notice_content"();
CREATE TRIGGER "content_changed" AFTER UPDATE OR DELETE ON "corpus" FOR EACH STATEMENT EXECUTE FUNCTION "notice_content"();
CREATE TRIGGER "content_changed" AFTER UPDATE OR DELETE ON "language_model"
  FOR EACH STATEMENT EXECUTE FUNCTION "notice_content"();
CREATE TRIGGER "content_collection" AFTER UPDATE OF current_collection_id ON "sae" FOR EACH ROW
  WHEN (OLD.current_collection_id IS DISTINCT FROM NEW.current_collection_id) EXECUTE FUNCTION "notice_collection_of_sae"('id');
CREATE TRIGGER "content_changed" AFTER UPDATE ON "sae" FOR EACH ROW
  WHEN (to_jsonb(OLD) - 'current_collection_id' IS DISTINCT FROM to_jsonb(NEW) - 'current_collection_id')
  EXECUTE FUNCTION "notice_content"();

DROP TRIGGER "content_changed" ON "steering_audit";
CREATE TRIGGER "content_changed" AFTER INSERT OR DELETE ON "steering_audit"
  FOR EACH STATEMENT EXECUTE FUNCTION "notice_computed"();
