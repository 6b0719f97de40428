-- What asked for a job, for the lines of the workers' log and for traces; null where nobody's request did.
ALTER TABLE "job" ADD COLUMN "request_id" TEXT, ADD COLUMN "trace_parent" TEXT;
