import Link from "next/link";
import { steerUrl } from "@/domain/urls";

/** What the page is for, and the models that can be steered. */
export function SteerHeading({ model, models }: { model: string; models: readonly string[] }) {
  return (
    <>
      <h1>Turn the dial</h1>
      <p className="mt-1 max-w-[72ch] text-soft">
        Set features of {model} to values of your choice while it writes, and read what it writes beside what
        it would have written.
      </p>
      {models.length > 1 && (
        <nav aria-label="Model" className="mt-3 flex flex-wrap gap-1.5">
          {models.map((name) => (
            <Link
              key={name}
              href={steerUrl(name)}
              prefetch={false}
              className="control"
              aria-current={name === model ? "true" : undefined}
            >
              {name}
            </Link>
          ))}
        </nav>
      )}
    </>
  );
}
