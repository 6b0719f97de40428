import { getAuth } from "../../auth/auth";

/** The session that a request belongs to; null for one without. */
export async function pageSessionId(headers: Headers | undefined): Promise<string | null> {
  return (headers && (await getAuth().api.getSession({ headers }))?.session.id) ?? null;
}
