ALTER TABLE "collection" ADD COLUMN "coactivation_tokens" INTEGER;

CREATE TABLE "neighbour_table" (
    "sae_id" INTEGER NOT NULL,
    "other_id" INTEGER NOT NULL,
    "sae_sha256" TEXT NOT NULL,
    "other_sha256" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "neighbour_table_pkey" PRIMARY KEY ("sae_id","other_id")
);

CREATE TABLE "neighbour" (
    "sae_id" INTEGER NOT NULL,
    "other_id" INTEGER NOT NULL,
    "feature" INTEGER NOT NULL,
    "nearest" INTEGER NOT NULL,
    "ids" INTEGER[],
    "cosines" REAL[],

    CONSTRAINT "neighbour_pkey" PRIMARY KEY ("sae_id","other_id","feature")
);

CREATE TABLE "coactivation" (
    "collection_id" INTEGER NOT NULL,
    "feature" INTEGER NOT NULL,
    "active" INTEGER NOT NULL,
    "ids" INTEGER[],
    "counts" INTEGER[],

    CONSTRAINT "coactivation_pkey" PRIMARY KEY ("collection_id","feature")
);

CREATE INDEX "neighbour_other_id_nearest_idx" ON "neighbour"("other_id", "nearest");

ALTER TABLE "neighbour_table" ADD CONSTRAINT "neighbour_table_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "neighbour_table" ADD CONSTRAINT "neighbour_table_other_id_fkey" FOREIGN KEY ("other_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "neighbour" ADD CONSTRAINT "neighbour_sae_id_other_id_fkey" FOREIGN KEY ("sae_id", "other_id") REFERENCES "neighbour_table"("sae_id", "other_id") ON DELETE CASCADE ON UPDATE CASCADE;
