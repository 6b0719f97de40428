import type { Page } from "playwright-core";
import { getDatabase } from "@/prisma/client";
import type { Role } from "@/domain/accounts";

/** People for the browser tests: accounts made in the browser, as people make them. */

export const PASSWORD = "correct horse battery";

/** Registers through the page, in the profile of `page`, and gives the account a role. */
export async function register(page: Page, name: string, role: Role = "annotator"): Promise<void> {
  await ensureSetUp();
  await page.goto(new URL("/register", page.url()).href);
  await page.getByLabel("User name").fill(name);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Make account" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await getDatabase().pool.query("UPDATE user_account SET role = $2 WHERE username = $1", [name, role]);
}

/** Has the instance look after itself: the setup code of the first account is in a terminal that tests do not read. */
export async function ensureSetUp(): Promise<void> {
  await getDatabase().pool.query(
    `INSERT INTO user_account (id, name, username, email, role)
     SELECT 'set-up', 'set-up', 'set-up', 'set-up@accounts.invalid', 'admin'
     WHERE NOT EXISTS (SELECT 1 FROM user_account) ON CONFLICT DO NOTHING`,
  );
}
