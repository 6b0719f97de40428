-- Directions that people make from two sets of texts (domain/vectors.ts).
CREATE TABLE "steering_vector" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "sae_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "visibility" TEXT NOT NULL DEFAULT 'unlisted',
    "hidden_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "model_sha256" TEXT NOT NULL,
    "sae_sha256" TEXT NOT NULL,
    "texts" JSONB NOT NULL,
    "direction" BYTEA NOT NULL,
    "sha256" TEXT NOT NULL,
    "norm" DOUBLE PRECISION NOT NULL,
    "centre" DOUBLE PRECISION NOT NULL,
    "tokens" INTEGER[] NOT NULL,
    "separation" DOUBLE PRECISION,
    "nearest" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "steering_vector_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "steering_vector_owner_id_idx" ON "steering_vector"("owner_id");

CREATE INDEX "steering_vector_sae_id_idx" ON "steering_vector"("sae_id");

ALTER TABLE "steering_vector" ADD CONSTRAINT "steering_vector_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;
