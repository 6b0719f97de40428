CREATE TABLE "feature_map" (
    "sae_id" INTEGER NOT NULL,
    "sae_sha256" TEXT NOT NULL,
    "settings" JSONB NOT NULL,
    "positions" BYTEA NOT NULL,
    "clusters" BYTEA NOT NULL,
    "tree" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "named_at" TIMESTAMPTZ(3),

    CONSTRAINT "feature_map_pkey" PRIMARY KEY ("sae_id")
);

ALTER TABLE "feature_map" ADD CONSTRAINT "feature_map_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;
