-- Matryoshka SAEs: which numbers of their first features reconstruct on their own, and of each later feature the one of an
-- earlier part that fires where it does (docs/formats.md).
ALTER TABLE "sae" ADD COLUMN "prefixes" INTEGER[] NOT NULL DEFAULT '{}';

ALTER TABLE "coactivation" ADD COLUMN "parent" INTEGER, ADD COLUMN "parent_count" INTEGER;
CREATE INDEX "coactivation_parent_idx" ON "coactivation" ("collection_id", "parent") WHERE "parent" IS NOT NULL;
