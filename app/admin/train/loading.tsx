import { Shell } from "@/app/components/shell";

/** While the page is read from the database. */
export default function Loading() {
  return (
    <Shell>
      <p role="status" className="mt-6 text-soft">
        Loading the training runs…
      </p>
    </Shell>
  );
}
