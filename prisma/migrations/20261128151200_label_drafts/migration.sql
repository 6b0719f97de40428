-- What another feature's label reaches on the same windows: the control beside a label's score.
ALTER TABLE "label" ADD COLUMN "shuffled" REAL;

-- Labels of finished blocks, several a feature, until all are there and can be told apart.
CREATE TABLE "label_draft" (
    "collection_id" INTEGER NOT NULL,
    "block" SMALLINT NOT NULL,
    "drafts" JSONB NOT NULL,

    CONSTRAINT "label_draft_pkey" PRIMARY KEY ("collection_id","block")
);
