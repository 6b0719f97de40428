-- What a label says first, without what only says that it is a word: "dragon", "and", "animals".
ALTER TABLE "search_document" ADD COLUMN "head" TEXT NOT NULL GENERATED ALWAYS AS (
  lower(btrim(regexp_replace(split_part(split_part("label", ',', 1), ':', 1), '^the words? ', ''), ' “”"'))
) STORED;

-- Words of the shown label alone: where a word is in very many documents, those that are about it come first.
ALTER TABLE "search_document" ADD COLUMN "label_words" TSVECTOR NOT NULL GENERATED ALWAYS AS (
  to_tsvector('featurescope', only_words("label"))
) STORED;

CREATE INDEX "search_document_label_words_idx" ON "search_document" USING GIN ("label_words") WITH (fastupdate = off);
