-- Neighbours by five distances: until now there was one, the cosine of decoder directions.
ALTER TABLE "neighbour" DROP CONSTRAINT "neighbour_sae_id_other_id_fkey";
ALTER TABLE "neighbour" DROP CONSTRAINT "neighbour_pkey";
ALTER TABLE "neighbour_table" DROP CONSTRAINT "neighbour_table_pkey";
DROP INDEX "neighbour_other_id_nearest_idx";

ALTER TABLE "neighbour_table" ADD COLUMN "metric" TEXT NOT NULL DEFAULT 'direction',
ADD COLUMN "collection_id" INTEGER,
ADD COLUMN "weights" JSONB,
ADD COLUMN "coherence" JSONB,
ADD CONSTRAINT "neighbour_table_pkey" PRIMARY KEY ("sae_id","other_id","metric");

ALTER TABLE "neighbour" ADD COLUMN "metric" TEXT NOT NULL DEFAULT 'direction',
ADD CONSTRAINT "neighbour_pkey" PRIMARY KEY ("sae_id","other_id","metric","feature");

CREATE INDEX "neighbour_other_id_metric_nearest_idx" ON "neighbour"("other_id", "metric", "nearest");
ALTER TABLE "neighbour" ADD CONSTRAINT "neighbour_sae_id_other_id_metric_fkey" FOREIGN KEY ("sae_id", "other_id", "metric") REFERENCES "neighbour_table"("sae_id", "other_id", "metric") ON DELETE CASCADE ON UPDATE CASCADE;

-- A map for each distance.
ALTER TABLE "feature_map" DROP CONSTRAINT "feature_map_pkey",
ADD COLUMN "metric" TEXT NOT NULL DEFAULT 'direction',
ADD COLUMN "collection_id" INTEGER,
ADD CONSTRAINT "feature_map_pkey" PRIMARY KEY ("sae_id","metric");

-- Counted over the passages with an even number alone: what is made from one half is tested on the other.
ALTER TABLE "coactivation" ADD COLUMN "even_ids" INTEGER[], ADD COLUMN "even_cosines" REAL[];
