import Link from "next/link";
import { featureUrl } from "@/domain/urls";
import { api } from "@/server/caller";

/** Features that the reader has marked; nobody else sees them. */
export async function Bookmarks() {
  const bookmarks = await api.bookmark.list();
  return (
    <section className="mt-8" aria-labelledby="bookmarks-title">
      <h2 id="bookmarks-title" className="text-lg font-semibold tracking-tight">
        Bookmarks
      </h2>
      <p className="text-soft">Only you see them.</p>
      {bookmarks.length === 0 ? (
        <p className="mt-2 border-y border-line py-4 text-soft">
          None yet; “Keep” on a feature’s page sets one.
        </p>
      ) : (
        <ul className="mt-2 divide-y divide-line border-y border-line">
          {bookmarks.map((bookmark) => (
            <li key={featureUrl(bookmark)} className="py-2 [overflow-wrap:anywhere]">
              <Link href={featureUrl(bookmark)} prefetch={false} className="font-medium hover:text-accent">
                {bookmark.model} › {bookmark.sae} › {bookmark.index}
              </Link>{" "}
              {bookmark.label !== null && <bdi className="text-soft">{bookmark.label}</bdi>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
