import Link from "next/link";
import type { ReactNode } from "react";
import { signInUrl, withQuery } from "@/domain/urls";
import { PublishedIndex, type PublishedItem } from "./published-index";

interface Props {
  /** The page that shows them. */
  url: string;
  signedIn: boolean;
  own: readonly PublishedItem[];
  ownEmpty: string;
  /** Makes a new one; under one's own. */
  form: ReactNode;
  /** What signing in is good for: "to begin one." */
  signInTo: string;
  everybodys: readonly PublishedItem[];
  everybodysEmpty: string;
  /** Where older public ones begin; null at the end. */
  next: Date | null;
}

/** One's own things with a form for a new one, or the way to an account, and below everybody's, a page at a time. */
export function PublishedSections(props: Props) {
  const { url, next } = props;
  return (
    <>
      {props.signedIn ? (
        <section className="mt-6" aria-labelledby="own-title">
          <h2 id="own-title" className="text-lg font-semibold tracking-tight">
            Yours
          </h2>
          <PublishedIndex items={props.own} empty={props.ownEmpty} />
          {props.form}
        </section>
      ) : (
        <p className="mt-4">
          <Link href={signInUrl(url)} className="link" prefetch={false}>
            Sign in
          </Link>{" "}
          <span className="text-soft">{props.signInTo}</span>
        </p>
      )}
      <section className="mt-8" aria-labelledby="public-title">
        <h2 id="public-title" className="text-lg font-semibold tracking-tight">
          Everybody’s
        </h2>
        <PublishedIndex items={props.everybodys} empty={props.everybodysEmpty} />
        {next && (
          <Link
            href={withQuery(url, { before: next.toISOString() })}
            className="control mt-3"
            prefetch={false}
            data-shortcut="j"
          >
            Older
          </Link>
        )}
      </section>
    </>
  );
}
