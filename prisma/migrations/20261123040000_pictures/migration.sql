-- Pictures of features that have been drawn, by a hash of all that is in them.
CREATE TABLE "drawn_picture" (
    "hash" TEXT NOT NULL,
    "png" BYTEA NOT NULL,
    "drawn_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "drawn_picture_pkey" PRIMARY KEY ("hash")
);

CREATE INDEX "drawn_picture_drawn_at_idx" ON "drawn_picture"("drawn_at");
