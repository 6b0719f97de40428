-- Answers of the twin quiz: of two neighbours' labels, which goes with a passage. "label_id" is the one it goes with.
CREATE TABLE "label_twin" (
    "label_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "other_id" INTEGER NOT NULL,
    "other_version" INTEGER NOT NULL,
    "passage" INTEGER NOT NULL,
    "user_id" TEXT NOT NULL,
    "is_right" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "label_twin_pkey" PRIMARY KEY ("label_id","version","other_id","other_version","passage","user_id")
);

CREATE INDEX "label_twin_other_id_other_version_idx" ON "label_twin"("other_id", "other_version");

ALTER TABLE "label_twin" ADD CONSTRAINT "label_twin_label_id_fkey" FOREIGN KEY ("label_id") REFERENCES "label"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "label_twin" ADD CONSTRAINT "label_twin_other_id_fkey" FOREIGN KEY ("other_id") REFERENCES "label"("id") ON DELETE CASCADE ON UPDATE CASCADE;
