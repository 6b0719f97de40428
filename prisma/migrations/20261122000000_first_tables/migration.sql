CREATE TABLE "language_model" (
    "id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "source" JSONB NOT NULL,
    "weights_sha256" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "language_model_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "vocabulary" (
    "model_id" TEXT NOT NULL,
    "pieces" TEXT[],

    CONSTRAINT "vocabulary_pkey" PRIMARY KEY ("model_id")
);

CREATE TABLE "sae" (
    "id" SERIAL NOT NULL,
    "model_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "hook_name" TEXT NOT NULL,
    "architecture" TEXT NOT NULL,
    "d_in" INTEGER NOT NULL,
    "d_sae" INTEGER NOT NULL,
    "source" JSONB NOT NULL,
    "weights_sha256" TEXT NOT NULL,
    "training" JSONB,
    "current_collection_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sae_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "corpus" (
    "id" SERIAL NOT NULL,
    "model_id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "written_by" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "passages" INTEGER NOT NULL,
    "tokens" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "corpus_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "passage" (
    "corpus_id" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "tokens" BYTEA NOT NULL,

    CONSTRAINT "passage_pkey" PRIMARY KEY ("corpus_id","index")
);

CREATE TABLE "collection" (
    "id" SERIAL NOT NULL,
    "sae_id" INTEGER NOT NULL,
    "corpus_id" INTEGER NOT NULL,
    "settings" JSONB NOT NULL,
    "settings_hash" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "shards_total" INTEGER NOT NULL DEFAULT 0,
    "shards_done" INTEGER NOT NULL DEFAULT 0,
    "tokens_total" INTEGER NOT NULL DEFAULT 0,
    "tokens_done" INTEGER NOT NULL DEFAULT 0,
    "shards_merged" INTEGER NOT NULL DEFAULT 0,
    "features_active" INTEGER NOT NULL DEFAULT 0,
    "quality" JSONB,
    "engine" TEXT,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "collection_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "collection_shard" (
    "collection_id" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "first_passage" INTEGER NOT NULL,
    "end_passage" INTEGER NOT NULL,
    "tokens" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "sums" JSONB,
    "worker_id" TEXT,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "collection_shard_pkey" PRIMARY KEY ("collection_id","index")
);

CREATE TABLE "shard_block" (
    "collection_id" INTEGER NOT NULL,
    "shard" INTEGER NOT NULL,
    "block" SMALLINT NOT NULL,
    "packed" BYTEA NOT NULL,

    CONSTRAINT "shard_block_pkey" PRIMARY KEY ("collection_id","block","shard")
);

CREATE TABLE "feature" (
    "collection_id" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "tokens_seen" INTEGER NOT NULL,
    "active_tokens" INTEGER NOT NULL,
    "active_passages" INTEGER NOT NULL,
    "density" REAL NOT NULL,
    "max" REAL NOT NULL,
    "mean" REAL NOT NULL,
    "histogram" BYTEA NOT NULL,
    "bands" BYTEA NOT NULL,
    "promoted" BYTEA NOT NULL,

    CONSTRAINT "feature_pkey" PRIMARY KEY ("collection_id","index")
);

-- The bulk table: columns in the order of their alignment, so that a row carries no padding.
CREATE TABLE "activation" (
    "collection_id" INTEGER NOT NULL,
    "feature" INTEGER NOT NULL,
    "passage" INTEGER NOT NULL,
    "value" REAL NOT NULL,
    "band" SMALLINT NOT NULL,
    "rank" SMALLINT NOT NULL,
    "peak" SMALLINT NOT NULL,
    "packed" BYTEA NOT NULL,

    CONSTRAINT "activation_pkey" PRIMARY KEY ("collection_id","feature","band","rank")
);

CREATE TABLE "job" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "message" TEXT,
    "error" TEXT,
    "hint" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "result" JSONB,
    "collection_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "worker" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "lane" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "graphile_ids" TEXT[],
    "task" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "sae_current_collection_id_key" ON "sae"("current_collection_id");

CREATE UNIQUE INDEX "sae_model_id_slug_key" ON "sae"("model_id", "slug");

CREATE UNIQUE INDEX "corpus_model_id_slug_key" ON "corpus"("model_id", "slug");

CREATE UNIQUE INDEX "collection_sae_id_corpus_id_settings_hash_key" ON "collection"("sae_id", "corpus_id", "settings_hash");

CREATE INDEX "feature_collection_id_density_index_idx" ON "feature"("collection_id", "density", "index");

CREATE INDEX "feature_collection_id_max_index_idx" ON "feature"("collection_id", "max", "index");

CREATE INDEX "job_state_created_at_idx" ON "job"("state", "created_at");

ALTER TABLE "vocabulary" ADD CONSTRAINT "vocabulary_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "language_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "sae" ADD CONSTRAINT "sae_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "language_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "sae" ADD CONSTRAINT "sae_current_collection_id_fkey" FOREIGN KEY ("current_collection_id") REFERENCES "collection"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "corpus" ADD CONSTRAINT "corpus_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "language_model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "passage" ADD CONSTRAINT "passage_corpus_id_fkey" FOREIGN KEY ("corpus_id") REFERENCES "corpus"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "collection" ADD CONSTRAINT "collection_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "collection" ADD CONSTRAINT "collection_corpus_id_fkey" FOREIGN KEY ("corpus_id") REFERENCES "corpus"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "collection_shard" ADD CONSTRAINT "collection_shard_collection_id_fkey" FOREIGN KEY ("collection_id") REFERENCES "collection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Storage parameters, which the Prisma schema does not know.
-- Blocks are packed already: compressing them again costs time and saves nothing.
ALTER TABLE "shard_block" ALTER COLUMN "packed" SET STORAGE EXTERNAL;
-- Rows that are updated in place often leave room on their page for the next version.
ALTER TABLE "job" SET (fillfactor = 80);
ALTER TABLE "worker" SET (fillfactor = 50);
ALTER TABLE "collection" SET (fillfactor = 50);
ALTER TABLE "collection_shard" SET (fillfactor = 80);
-- Every merge rewrites whole blocks of features: reclaim what it leaves behind early, so that the tables keep their size.
ALTER TABLE "feature" SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE "activation" SET (autovacuum_vacuum_scale_factor = 0.05);
