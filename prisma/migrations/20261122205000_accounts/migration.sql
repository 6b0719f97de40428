ALTER TABLE "language_model" ADD COLUMN     "owner_id" TEXT,
ADD COLUMN     "visibility" TEXT NOT NULL DEFAULT 'public';

ALTER TABLE "sae" ADD COLUMN     "owner_id" TEXT,
ADD COLUMN     "visibility" TEXT NOT NULL DEFAULT 'public';

CREATE TABLE "user_account" (
    "id" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" TEXT NOT NULL DEFAULT 'annotator',
    "about" TEXT NOT NULL DEFAULT '',
    "banned_at" TIMESTAMPTZ(3),
    "ban_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_account_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "user_session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_session_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "user_login" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "password" TEXT,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_login_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "user_verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_verification_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

CREATE UNLOGGED TABLE "rate_bucket" (
    "key" TEXT NOT NULL,
    "empty_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rate_bucket_pkey" PRIMARY KEY ("key")
);

CREATE UNIQUE INDEX "user_account_username_key" ON "user_account"("username");

CREATE UNIQUE INDEX "user_account_email_key" ON "user_account"("email");

CREATE UNIQUE INDEX "user_session_token_key" ON "user_session"("token");

CREATE INDEX "user_session_user_id_idx" ON "user_session"("user_id");

CREATE INDEX "user_login_user_id_idx" ON "user_login"("user_id");

CREATE UNIQUE INDEX "user_login_provider_id_account_id_key" ON "user_login"("provider_id", "account_id");

CREATE INDEX "user_verification_identifier_idx" ON "user_verification"("identifier");

CREATE UNIQUE INDEX "api_key_sha256_key" ON "api_key"("sha256");

CREATE INDEX "api_key_user_id_idx" ON "api_key"("user_id");

CREATE INDEX "rate_bucket_empty_at_idx" ON "rate_bucket"("empty_at");

ALTER TABLE "user_session" ADD CONSTRAINT "user_session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "user_login" ADD CONSTRAINT "user_login_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "api_key" ADD CONSTRAINT "api_key_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user_account"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- Unchecked by Prisma: values that the program knows (domain/accounts.ts).
ALTER TABLE "language_model" ADD CONSTRAINT "language_model_visibility_check" CHECK ("visibility" IN ('public', 'unlisted', 'private'));
ALTER TABLE "sae" ADD CONSTRAINT "sae_visibility_check" CHECK ("visibility" IN ('public', 'unlisted', 'private'));
ALTER TABLE "user_account" ADD CONSTRAINT "user_account_role_check" CHECK ("role" IN ('reader', 'annotator', 'reviewer', 'admin'));
