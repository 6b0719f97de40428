import Link from "next/link";
import { splittingUrl } from "@/domain/splitting";
import type { SaeAddress } from "@/domain/urls";

interface Props {
  title: string;
  /** Of the list. */
  name: string;
  /** What is said where there are none. */
  none: string;
  features: readonly { address: SaeAddress; index: number; name: string; figure: string }[];
}

/** Features with the largest trees, each a link to its own. */
export function MostList({ title, name, none, features }: Props) {
  const id = `most-${name.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <section className="card" aria-labelledby={id}>
      <h2 id={id} className="card-title">
        {title}
      </h2>
      {features.length === 0 && <p className="text-soft">{none}</p>}
      <ol aria-label={name}>
        {features.map(({ address, index, name: label, figure }) => (
          <li key={index} className="flex items-baseline gap-2 py-0.5">
            <Link
              href={splittingUrl(address, index)}
              prefetch={false}
              className="flex min-w-0 flex-1 items-baseline gap-2 hover:text-accent"
            >
              <span className="w-10 shrink-0 text-soft">{index}</span>
              <bdi className="min-w-0 truncate">{label || "no label yet"}</bdi>
            </Link>
            <span className="shrink-0 text-[13px]">{figure}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
