import { notFound } from "next/navigation";
import { problemOf } from "@/server/errors";

/**
 * For `.catch` of what a page asks for: the page that says "not found" where there is nothing; other errors pass on.
 * proxy.ts refuses such addresses before; this is for what was removed in between.
 */
export function notFoundIfMissing(error: unknown): never {
  if (problemOf(error).code === "NOT_FOUND") notFound();
  throw error;
}
