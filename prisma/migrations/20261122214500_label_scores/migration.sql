ALTER TABLE "label" ADD COLUMN "judge" TEXT, ADD COLUMN "windows" INTEGER, ADD COLUMN "scored_at" TIMESTAMPTZ(3);

-- Partial: the Prisma schema does not know such indexes. A program that is run again finds the label that it wrote.
CREATE UNIQUE INDEX "label_program_key" ON "label"("sae_id", "feature", "method", "source", "text")
  NULLS NOT DISTINCT WHERE "method" NOT IN ('hand', 'import');

-- The table of features sorted by label score.
CREATE INDEX "label_shown_score_idx" ON "label"("sae_id", "score", "feature") WHERE "shown" AND "score" IS NOT NULL;

CREATE TABLE "label_sample" (
    "collection_id" INTEGER NOT NULL,
    "block" SMALLINT NOT NULL,
    "shard" INTEGER NOT NULL,
    "packed" BYTEA NOT NULL,

    CONSTRAINT "label_sample_pkey" PRIMARY KEY ("collection_id","block","shard")
);
