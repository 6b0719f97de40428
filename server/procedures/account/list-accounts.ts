import { z } from "zod";
import { procedureFor } from "../../trpc";
import { findAccounts } from "./queries";

const PAGE = 50;

/** Accounts by name, those whose name contains `query`. */
export const listAccounts = procedureFor("admin")
  .input(z.object({ query: z.string().max(60).default(""), after: z.string().max(60).default("") }))
  .query(async ({ input }) => {
    const accounts = await findAccounts(input.query.trim().toLowerCase(), input.after, PAGE + 1);
    return {
      accounts: accounts.slice(0, PAGE),
      next: accounts.length > PAGE ? (accounts[PAGE - 1]?.name ?? null) : null,
    };
  });
