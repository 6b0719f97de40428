import { z } from "zod";

/** Accounts, what each role may do, and who may see what. The rules are applied in server/platform/access alone. */

/** Each may do what those before it may. */
export const ROLES = ["reader", "annotator", "reviewer", "admin"] as const;
export type Role = (typeof ROLES)[number];

export const ROLE_MEANING: Record<Role, string> = {
  reader: "reads, keeps bookmarks and lists",
  annotator: "proposes labels, votes and comments",
  reviewer: "accepts labels, and hides what does not belong here",
  admin: "manages accounts, jobs, models and what is visible",
};

export function hasRole(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** What a key lets a program do in its owner's name. */
export const SCOPES = ["read", "compute", "write", "administer"] as const;
export type Scope = (typeof SCOPES)[number];

export const SCOPE_MEANING: Record<Scope, string> = {
  read: "read what you may read",
  compute: "run texts through models and steer them",
  write: "propose labels, vote, comment and change lists",
  administer: "manage accounts, jobs, models and imports, where you may",
};

/** Unlisted things are reached by their address and listed nowhere; private ones exist for their owner alone. */
export const VISIBILITIES = ["public", "unlisted", "private"] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** Plain ASCII, so that no name can be mistaken for another one in another script. */
export const userName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(
    /^[a-z0-9](?:[a-z0-9_-]{0,28}[a-z0-9])$/,
    "A user name has 2 to 30 characters: letters a-z, digits, - and _, with a letter or digit at both ends.",
  );

export const PASSWORD_LENGTH = { least: 10, most: 128 } as const;
export const password = z
  .string()
  .min(PASSWORD_LENGTH.least, `A password has at least ${PASSWORD_LENGTH.least} characters.`)
  .max(PASSWORD_LENGTH.most, `A password has at most ${PASSWORD_LENGTH.most} characters.`);

export const ABOUT_LIMIT = 500;
