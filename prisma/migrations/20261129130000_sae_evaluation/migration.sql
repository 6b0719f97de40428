-- How good an SAE is, beside controls (domain/sae-evaluation.ts). One that is evaluated again is replaced.
CREATE TABLE "sae_evaluation" (
    "sae_id" INTEGER NOT NULL,
    "result" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sae_evaluation_pkey" PRIMARY KEY ("sae_id")
);

ALTER TABLE "sae_evaluation" ADD CONSTRAINT "sae_evaluation_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- pages that are kept and show them are drawn anew (see content_notices)
CREATE TRIGGER "content_inserted" AFTER INSERT ON "sae_evaluation" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "notice_content_of_saes"();
CREATE TRIGGER "content_updated" AFTER UPDATE ON "sae_evaluation" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "notice_content_of_saes"();
CREATE TRIGGER "content_deleted" AFTER DELETE ON "sae_evaluation" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "notice_content_of_saes"();
