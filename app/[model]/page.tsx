import { redirect } from "next/navigation";

/** A model has no page of its own: the home page lists its SAEs. Its name was checked in proxy.ts. */
export default async function ModelPage({ params }: { params: Promise<{ model: string }> }) {
  redirect(`/#${encodeURIComponent((await params).model)}`);
}
