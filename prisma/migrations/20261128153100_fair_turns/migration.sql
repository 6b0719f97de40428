-- What a job's queue entries are put behind (PRIORITY_LEVELS in domain/jobs.ts).
ALTER TABLE "job" ADD COLUMN "level" INTEGER NOT NULL DEFAULT 0;

-- What a worker was started by and on, so that a worker that died alone can be told from a machine that went down.
ALTER TABLE "worker" ADD COLUMN "started_by" TEXT;
