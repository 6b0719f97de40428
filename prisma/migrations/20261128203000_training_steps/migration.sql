-- What /admin/train draws of a run.
CREATE TABLE "training_step" (
    "job_id" UUID NOT NULL,
    "step" INTEGER NOT NULL,
    "fvu" REAL NOT NULL,
    "l0" REAL NOT NULL,
    "dead" INTEGER NOT NULL,
    "rate" REAL NOT NULL,
    "tokens_per_second" REAL NOT NULL,

    CONSTRAINT "training_step_pkey" PRIMARY KEY ("job_id","step")
);

ALTER TABLE "training_step" ADD CONSTRAINT "training_step_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "job"("id") ON DELETE CASCADE ON UPDATE CASCADE;
