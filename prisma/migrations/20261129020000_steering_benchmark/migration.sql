-- What the steering benchmark found: a row for every benchmark that was run to its end, and one for every text it wrote.
CREATE TABLE "steering_benchmark" (
  "id" SERIAL PRIMARY KEY,
  "sae_id" INTEGER NOT NULL REFERENCES "sae" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "manifest_sha256" TEXT NOT NULL,
  "manifest" JSONB NOT NULL,
  "features" JSONB NOT NULL,
  "summary" JSONB NOT NULL,
  "took" JSONB,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX "steering_benchmark_sae_id_manifest_sha256_key" ON "steering_benchmark" ("sae_id", "manifest_sha256");

CREATE TABLE "steering_benchmark_cell" (
  "benchmark_id" INTEGER NOT NULL REFERENCES "steering_benchmark" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "feature" INTEGER NOT NULL,
  "place" INTEGER NOT NULL,
  "cell" JSONB NOT NULL,
  CONSTRAINT "steering_benchmark_cell_pkey" PRIMARY KEY ("benchmark_id", "feature", "place")
);
