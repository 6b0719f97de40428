-- Features listed for families of safety-relevant ones, with the evidence; what reviewers say of them; limits of steering.
CREATE TABLE "safety_probe" (
    "sae_id" INTEGER NOT NULL,
    "family" TEXT NOT NULL,
    "collection_id" INTEGER NOT NULL,
    "rule" TEXT NOT NULL,
    "counts" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "safety_probe_pkey" PRIMARY KEY ("sae_id","family")
);

CREATE TABLE "safety_listing" (
    "sae_id" INTEGER NOT NULL,
    "family" TEXT NOT NULL,
    "feature" INTEGER NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "evidence" JSONB NOT NULL,

    CONSTRAINT "safety_listing_pkey" PRIMARY KEY ("sae_id","family","feature")
);

CREATE TABLE "safety_verdict" (
    "sae_id" INTEGER NOT NULL,
    "family" TEXT NOT NULL,
    "feature" INTEGER NOT NULL,
    "user_id" TEXT NOT NULL,
    "confirms" BOOLEAN NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "safety_verdict_pkey" PRIMARY KEY ("sae_id","family","feature","user_id")
);

CREATE TABLE "safety_limit" (
    "family" TEXT NOT NULL,
    "steering" TEXT NOT NULL,
    "set_by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "safety_limit_pkey" PRIMARY KEY ("family")
);

ALTER TABLE "safety_probe" ADD CONSTRAINT "safety_probe_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "safety_listing" ADD CONSTRAINT "safety_listing_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "safety_verdict" ADD CONSTRAINT "safety_verdict_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;
