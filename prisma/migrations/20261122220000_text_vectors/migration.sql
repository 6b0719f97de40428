-- The meaning of each distinct text of a label, so that equal labels of many features are embedded once.
CREATE TABLE "text_vector" (
    "id" SERIAL NOT NULL,
    -- md5 of the text
    "key" UUID NOT NULL,
    "vector" BYTEA NOT NULL,

    CONSTRAINT "text_vector_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "text_vector_key_key" ON "text_vector"("key");

-- Packed numbers do not compress.
ALTER TABLE "text_vector" ALTER COLUMN "vector" SET STORAGE PLAIN;

-- On an expression, which the Prisma schema does not know.
CREATE INDEX "label_text_key_idx" ON "label"((md5("text")::uuid));
