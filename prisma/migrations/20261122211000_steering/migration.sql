CREATE TABLE "steering_run" (
    "id" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "recipe" JSONB NOT NULL,
    "recipe_hash" TEXT NOT NULL,
    "sources" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "job_id" UUID,
    "worker_id" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "engine" TEXT,
    "prompt" JSONB,
    "replay_of" TEXT,
    "owner" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "steering_run_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "steering_step" (
    "run_id" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "tokens" JSONB NOT NULL,

    CONSTRAINT "steering_step_pkey" PRIMARY KEY ("run_id","step")
);

CREATE INDEX "steering_run_state_idx" ON "steering_run"("state");

ALTER TABLE "steering_step" ADD CONSTRAINT "steering_step_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "steering_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
