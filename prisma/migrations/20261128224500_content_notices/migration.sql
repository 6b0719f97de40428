-- Finished pages are kept by the processes that serve them (server/page-cache). Whatever changes what a visitor reads says
-- so here, in the transaction of the change, with the model whose pages it is on, or none where that may be any. The same
-- notice twice in a transaction is one.

CREATE FUNCTION "notice_content_of_saes"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('featurescope_content', json_build_object('model', s.model_id)::text)
  FROM (SELECT DISTINCT model_id FROM sae WHERE id IN (SELECT sae_id FROM changed)) s;
  RETURN NULL;
END $$;

CREATE FUNCTION "notice_content"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('featurescope_content', '{"model":null}');
  RETURN NULL;
END $$;

DO $$
DECLARE
  named text;
BEGIN
  -- of one SAE each, and written while people read
  FOREACH named IN ARRAY ARRAY['label', 'comment', 'feature_map', 'neighbour_table'] LOOP
    EXECUTE format('CREATE TRIGGER "content_inserted" AFTER INSERT ON %I REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION "notice_content_of_saes"()', named);
    EXECUTE format('CREATE TRIGGER "content_updated" AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION "notice_content_of_saes"()', named);
    EXECUTE format('CREATE TRIGGER "content_deleted" AFTER DELETE ON %I REFERENCING OLD TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION "notice_content_of_saes"()', named);
  END LOOP;
  -- of none in particular, or changed so seldom that all pages may be drawn anew
  FOREACH named IN ARRAY ARRAY['language_model', 'sae', 'corpus', 'feature', 'feature_list', 'list_item'] LOOP
    EXECUTE format('CREATE TRIGGER "content_changed" AFTER INSERT OR UPDATE OR DELETE ON %I
      FOR EACH STATEMENT EXECUTE FUNCTION "notice_content"()', named);
  END LOOP;
END $$;

-- progress, which is written every second, is on no page that is kept
CREATE TRIGGER "content_changed" AFTER INSERT OR DELETE OR UPDATE OF state, quality, features_active, coactivation_tokens ON "collection"
  FOR EACH STATEMENT EXECUTE FUNCTION "notice_content"();
CREATE TRIGGER "content_changed" AFTER DELETE OR UPDATE OF username, name, image, banned_at ON "user_account"
  FOR EACH STATEMENT EXECUTE FUNCTION "notice_content"();
