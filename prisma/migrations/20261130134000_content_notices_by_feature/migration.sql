-- Content notices (migration content_notices) say as closely as they can what has changed: some features of an SAE, an SAE,
-- a model, or anything. "own" are features whose own pages have changed, "named" those whose shown label has, which stands
-- on the pages of others, too; without both it is the whole SAE.

CREATE FUNCTION "notice_features"(sae_id integer, own integer[], named integer[]) RETURNS void LANGUAGE sql AS $$
  SELECT pg_notify('featurescope_content', (CASE
    -- a notice holds 8,000 bytes, and whoever writes more features at once has changed the SAE
    WHEN own IS NULL OR cardinality(own) > 200 THEN json_build_object('model', s.model_id, 'sae', s.slug)
    ELSE json_build_object('model', s.model_id, 'sae', s.slug, 'own', own, 'named', coalesce(named, '{}'))
  END)::text) FROM sae s WHERE s.id = $1
$$;

CREATE FUNCTION "notice_labels_written"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notice_features(c.sae_id, array_agg(DISTINCT c.feature), array_agg(DISTINCT c.feature) FILTER (WHERE c.shown))
  FROM changed c GROUP BY c.sae_id;
  RETURN NULL;
END $$;

CREATE FUNCTION "notice_labels_updated"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- planned at each call: a plan for one label compares all with all
  EXECUTE $sql$
    SELECT notice_features(c.sae_id, array_agg(DISTINCT c.feature), array_agg(DISTINCT c.feature) FILTER (
      WHERE (c.shown OR before.shown) AND (c.text, c.shown) IS DISTINCT FROM (before.text, before.shown)))
    FROM changed c JOIN before ON before.id = c.id GROUP BY c.sae_id
  $sql$;
  RETURN NULL;
END $$;

CREATE FUNCTION "notice_comments"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notice_features(c.sae_id, array_agg(DISTINCT c.feature), '{}') FROM changed c GROUP BY c.sae_id;
  RETURN NULL;
END $$;

CREATE FUNCTION "notice_answers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notice_features(l.sae_id, array_agg(DISTINCT l.feature), '{}')
  FROM label l WHERE l.id IN (SELECT label_id FROM changed) GROUP BY l.sae_id;
  RETURN NULL;
END $$;

CREATE FUNCTION "notice_twin_answers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notice_features(l.sae_id, array_agg(DISTINCT l.feature), '{}')
  FROM label l WHERE l.id IN (SELECT label_id FROM changed UNION SELECT other_id FROM changed) GROUP BY l.sae_id;
  RETURN NULL;
END $$;

CREATE FUNCTION "notice_merge"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notice_features(c.sae_id, NULL, NULL)
  FROM collection c WHERE c.id IN (SELECT DISTINCT collection_id FROM changed);
  RETURN NULL;
END $$;

CREATE FUNCTION "notice_collection_figures"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM notice_features(NEW.sae_id, NULL, NULL);
  RETURN NULL;
END $$;

DROP TRIGGER "content_inserted" ON "label";
DROP TRIGGER "content_updated" ON "label";
DROP TRIGGER "content_deleted" ON "label";
DROP TRIGGER "content_inserted" ON "comment";
DROP TRIGGER "content_updated" ON "comment";
DROP TRIGGER "content_deleted" ON "comment";
DROP TRIGGER "content_changed" ON "feature";
DROP TRIGGER "content_changed" ON "collection";
-- lists are on no page that is kept
DROP TRIGGER "content_changed" ON "feature_list";
DROP TRIGGER "content_changed" ON "list_item";

CREATE TRIGGER "content_updated" AFTER UPDATE ON "label" REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "notice_labels_updated"();

DO $$
DECLARE
  noticed text[];
BEGIN
  FOREACH noticed SLICE 1 IN ARRAY ARRAY[
    ['label', 'INSERT', 'notice_labels_written'], ['label', 'DELETE', 'notice_labels_written'],
    ['comment', 'INSERT', 'notice_comments'], ['comment', 'UPDATE', 'notice_comments'], ['comment', 'DELETE', 'notice_comments'],
    ['label_quiz', 'INSERT', 'notice_answers'], ['label_quiz', 'UPDATE', 'notice_answers'], ['label_quiz', 'DELETE', 'notice_answers'],
    ['label_twin', 'INSERT', 'notice_twin_answers'], ['label_twin', 'DELETE', 'notice_twin_answers'],
    ['feature', 'INSERT', 'notice_merge'], ['feature', 'UPDATE', 'notice_merge'], ['feature', 'DELETE', 'notice_merge']
  ] LOOP
    EXECUTE format('CREATE TRIGGER %I AFTER %s ON %I REFERENCING %s TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION %I()',
      'content_' || CASE noticed[2] WHEN 'INSERT' THEN 'inserted' WHEN 'UPDATE' THEN 'updated' ELSE 'deleted' END,
      noticed[2], noticed[1], CASE noticed[2] WHEN 'DELETE' THEN 'OLD' ELSE 'NEW' END, noticed[3]);
  END LOOP;
END $$;

-- each shard that is done writes the state anew, and only another one is news
CREATE TRIGGER "content_changed" AFTER INSERT OR DELETE ON "collection"
  FOR EACH STATEMENT EXECUTE FUNCTION "notice_content"();
CREATE TRIGGER "content_state" AFTER UPDATE OF state ON "collection"
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION "notice_content"();
CREATE TRIGGER "content_figures" AFTER UPDATE OF quality, features_active, coactivation_tokens ON "collection"
  FOR EACH ROW WHEN ((OLD.quality, OLD.features_active, OLD.coactivation_tokens)
    IS DISTINCT FROM (NEW.quality, NEW.features_active, NEW.coactivation_tokens))
  EXECUTE FUNCTION "notice_collection_figures"();
