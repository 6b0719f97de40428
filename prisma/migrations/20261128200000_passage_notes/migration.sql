-- What a passage is about, and who speaks in it. Passages from before this have none; no row is written anew.
ALTER TABLE "passage" ADD COLUMN "kind" TEXT,
ADD COLUMN "topic" TEXT,
ADD COLUMN "turns" JSONB;
