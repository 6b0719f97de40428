import { queryRows } from "../../platform/rows";

/** The id that the path has from now on: an earlier one, if it has been shared before. */
export async function writeShortLink(id: string, path: string): Promise<string> {
  const rows = await queryRows<{ id: string }>(
    `INSERT INTO short_link (id, path) VALUES ($1, $2)
     ON CONFLICT (path) DO UPDATE SET path = excluded.path RETURNING id`,
    [id, path],
  );
  return rows[0]?.id ?? id;
}

/** Null when nothing has this id. */
export async function findShortLink(id: string): Promise<string | null> {
  const rows = await queryRows<{ path: string }>("SELECT path FROM short_link WHERE id = $1", [id]);
  return rows[0]?.path ?? null;
}
