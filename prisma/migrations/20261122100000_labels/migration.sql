CREATE TABLE "label" (
    "id" SERIAL NOT NULL,
    "sae_id" INTEGER NOT NULL,
    "feature" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'proposed',
    "shown" BOOLEAN NOT NULL DEFAULT false,
    "author_id" TEXT,
    "source" TEXT,
    "note" TEXT,
    "evidence" INTEGER[],
    "detection" REAL,
    "fuzzing" REAL,
    "score" REAL,
    "votes_up" INTEGER NOT NULL DEFAULT 0,
    "votes_down" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "label_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "label_sae_id_feature_idx" ON "label"("sae_id", "feature");

-- Partial: the Prisma schema does not know such indexes.
CREATE UNIQUE INDEX "label_shown_key" ON "label"("sae_id", "feature") WHERE "shown";

ALTER TABLE "label" ADD CONSTRAINT "label_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;
