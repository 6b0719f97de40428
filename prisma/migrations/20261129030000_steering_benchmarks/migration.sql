-- How well features of an SAE steer, beside control arms (domain/steering-benchmark.ts).
CREATE TABLE "steering_benchmark" (
    "id" SERIAL NOT NULL,
    "sae_id" INTEGER NOT NULL,
    "manifest_hash" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "steering_benchmark_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "steering_benchmark_cell" (
    "benchmark_id" INTEGER NOT NULL,
    "feature" INTEGER NOT NULL,
    "arm" TEXT NOT NULL,
    "dose" DOUBLE PRECISION NOT NULL,
    "prompt" SMALLINT NOT NULL,
    "cell" JSONB NOT NULL,

    CONSTRAINT "steering_benchmark_cell_pkey" PRIMARY KEY ("benchmark_id","feature","arm","dose","prompt")
);

CREATE TABLE "steering_audit" (
    "id" SERIAL NOT NULL,
    "manifest_hash" TEXT NOT NULL,
    "audit" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "steering_audit_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "steering_benchmark_sae_id_manifest_hash_key" ON "steering_benchmark"("sae_id", "manifest_hash");
CREATE INDEX "steering_audit_manifest_hash_idx" ON "steering_audit"("manifest_hash");

ALTER TABLE "steering_benchmark" ADD CONSTRAINT "steering_benchmark_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "steering_benchmark_cell" ADD CONSTRAINT "steering_benchmark_cell_benchmark_id_fkey" FOREIGN KEY ("benchmark_id") REFERENCES "steering_benchmark"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- pages that are kept and show them are drawn anew (see content_notices)
CREATE TRIGGER "content_inserted" AFTER INSERT ON "steering_benchmark" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "notice_content_of_saes"();
CREATE TRIGGER "content_updated" AFTER UPDATE ON "steering_benchmark" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "notice_content_of_saes"();
CREATE TRIGGER "content_deleted" AFTER DELETE ON "steering_benchmark" REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "notice_content_of_saes"();
CREATE TRIGGER "content_changed" AFTER INSERT OR DELETE ON "steering_audit"
  FOR EACH STATEMENT EXECUTE FUNCTION "notice_content"();
