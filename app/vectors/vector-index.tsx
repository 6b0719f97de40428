import Link from "next/link";
import { formatDay } from "@/domain/format";
import { userUrl, vectorUrl } from "@/domain/urls";
import type { VectorSummary } from "@/server/queries/vector";

/** Vectors, a line each. */
export function VectorIndex({ vectors, empty }: { vectors: readonly VectorSummary[]; empty: string }) {
  if (vectors.length === 0) return <p className="mt-2 border-y border-line py-4 text-soft">{empty}</p>;
  return (
    <ul className="mt-2 divide-y divide-line border-y border-line">
      {vectors.map(({ id, name, owner, model, sae, visibility, hidden, separation, updatedAt }) => (
        <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2.5">
          <Link
            href={vectorUrl(id)}
            prefetch={false}
            className="font-medium [overflow-wrap:anywhere] hover:text-accent"
          >
            <bdi>{name}</bdi>
          </Link>
          <span className="text-xs text-soft">
            {model} › {sae} · {separation !== null && `tells texts apart ${separation.toFixed(2)} · `}
            {owner !== null && (
              <>
                <Link href={userUrl(owner)} className="link" prefetch={false}>
                  {owner}
                </Link>{" "}
                ·{" "}
              </>
            )}
            {visibility !== "public" && `${visibility} · `}
            {hidden && <b className="font-semibold text-bad">hidden · </b>}
            {formatDay(updatedAt)}
          </span>
        </li>
      ))}
    </ul>
  );
}
