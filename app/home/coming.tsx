import { ProgressTrack } from "@/app/components/progress-track";
import type { ComingModel } from "@/server/procedures/catalogue/queries";

/** A model that is being fetched, with how far it is and how long it takes, or why it could not be had. */
export function Coming({ model: { id, title, message, share, failure } }: { model: ComingModel }) {
  return (
    <section className="card mt-4" aria-labelledby={`coming-${id}`}>
      <h3 id={`coming-${id}`} className="font-semibold">
        {failure ? `${title} is left out until the next start.` : `${title} is on its way.`}
      </h3>
      {failure ? (
        <p className="mt-1 max-w-[80ch] text-soft [overflow-wrap:anywhere]">
          {failure.error} {failure.hint}
        </p>
      ) : (
        <>
          <ProgressTrack label={`Fetched of ${title}`} share={share} className="mt-2" />
          <p className="mt-1.5 text-soft">{message ?? "Waiting for a worker."}</p>
        </>
      )}
    </section>
  );
}
