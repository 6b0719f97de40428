import Link from "next/link";

/**
 * For what is removed while its page is being rendered; every other address that names nothing goes from proxy.ts to
 * app/problem. This is rendered along with every page, so it is small.
 */
export default function NotFound() {
  return (
    <main className="p-6">
      <h1>This is no longer here.</h1>
      <Link href="/" className="control mt-4" prefetch={false}>
        Home
      </Link>
    </main>
  );
}
