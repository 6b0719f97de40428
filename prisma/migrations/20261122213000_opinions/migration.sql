ALTER TABLE "label" ADD COLUMN     "human_score" REAL;

CREATE TABLE "label_version" (
    "label_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "note" TEXT,
    "evidence" INTEGER[],
    "editor_id" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "label_version_pkey" PRIMARY KEY ("label_id","version")
);

CREATE TABLE "label_vote" (
    "label_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "user_id" TEXT NOT NULL,
    "value" SMALLINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "label_vote_pkey" PRIMARY KEY ("label_id","version","user_id")
);

CREATE TABLE "label_quiz" (
    "label_id" INTEGER NOT NULL,
    "user_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "picked" BOOLEAN[],
    "active" BOOLEAN[],
    "accuracy" REAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "label_quiz_pkey" PRIMARY KEY ("label_id","version","user_id")
);

CREATE TABLE "comment" (
    "id" SERIAL NOT NULL,
    "sae_id" INTEGER NOT NULL,
    "feature" INTEGER NOT NULL,
    "label_id" INTEGER,
    "author_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "disputes" BOOLEAN NOT NULL DEFAULT false,
    "hidden_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "comment_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" TEXT,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "feature_list" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "visibility" TEXT NOT NULL DEFAULT 'unlisted',
    "forked_from" TEXT,
    "hidden_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "feature_list_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "list_item" (
    "list_id" TEXT NOT NULL,
    "sae_id" INTEGER NOT NULL,
    "feature" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "list_item_pkey" PRIMARY KEY ("list_id","sae_id","feature")
);

CREATE TABLE "bookmark" (
    "user_id" TEXT NOT NULL,
    "sae_id" INTEGER NOT NULL,
    "feature" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "bookmark_pkey" PRIMARY KEY ("user_id","sae_id","feature")
);

CREATE TABLE "short_link" (
    "id" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "short_link_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "comment_sae_id_feature_idx" ON "comment"("sae_id", "feature");

CREATE INDEX "audit_entry_subject_id_idx" ON "audit_entry"("subject", "id");

CREATE INDEX "feature_list_owner_id_idx" ON "feature_list"("owner_id");

CREATE INDEX "list_item_sae_id_feature_idx" ON "list_item"("sae_id", "feature");

CREATE UNIQUE INDEX "short_link_path_key" ON "short_link"("path");

ALTER TABLE "label_version" ADD CONSTRAINT "label_version_label_id_fkey" FOREIGN KEY ("label_id") REFERENCES "label"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "label_vote" ADD CONSTRAINT "label_vote_label_id_fkey" FOREIGN KEY ("label_id") REFERENCES "label"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "label_quiz" ADD CONSTRAINT "label_quiz_label_id_fkey" FOREIGN KEY ("label_id") REFERENCES "label"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "comment" ADD CONSTRAINT "comment_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "comment" ADD CONSTRAINT "comment_label_id_fkey" FOREIGN KEY ("label_id") REFERENCES "label"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "list_item" ADD CONSTRAINT "list_item_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "feature_list"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "list_item" ADD CONSTRAINT "list_item_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "bookmark" ADD CONSTRAINT "bookmark_sae_id_fkey" FOREIGN KEY ("sae_id") REFERENCES "sae"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- Unchecked by Prisma: what the counts rely on.
ALTER TABLE "label_vote" ADD CONSTRAINT "label_vote_value_check" CHECK ("value" IN (-1, 1));
ALTER TABLE "feature_list" ADD CONSTRAINT "feature_list_visibility_check" CHECK ("visibility" IN ('public', 'unlisted', 'private'));

-- Labels that were there before have their one version.
INSERT INTO "label_version" ("label_id", "version", "text", "note", "evidence", "editor_id", "at")
SELECT "id", "version", "text", "note", "evidence", "author_id", "created_at" FROM "label" WHERE "method" = 'hand';
