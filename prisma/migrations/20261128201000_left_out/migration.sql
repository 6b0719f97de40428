-- Tokens that a collection leaves out of statistics and examples. Collections from before leave out none.
ALTER TABLE "collection" ADD COLUMN "left_out" JSONB,
ADD COLUMN "special_tokens" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "outlier_tokens" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "collection_shard" ADD COLUMN "left_out" INTEGER NOT NULL DEFAULT 0;
