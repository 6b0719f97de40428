import Link from "next/link";
import { LiveText } from "@/app/components/live-text/live-text";
import type { Distance } from "@/domain/distances";
import { mapPictureUrl, mapUrl } from "@/domain/map-view";
import type { SaeAddress } from "@/domain/urls";

const SENTENCE = "The little dog was sad because it rained all day.";

interface Props {
  reader: SaeAddress;
  sentence: string | null;
  /** What its map is laid out by; null while there is none. */
  landscape: Distance | null;
}

/** A sentence of one's own, and all features as a landscape. */
export function OwnSentence({ reader, sentence, landscape }: Props) {
  return (
    <div className="mt-12 grid gap-3.5 lg:grid-cols-[minmax(0,1fr)_340px]">
      <section className="card p-4 sm:p-5" aria-labelledby="sentence-title">
        <h2 id="sentence-title" className="text-lg font-semibold tracking-tight">
          Your own sentence
        </h2>
        <p className="mt-1 mb-3 text-soft">
          Change the words. Each one lights up by how strongly it wakes an idea in the model.
        </p>
        <LiveText address={reader} sentence={sentence ?? SENTENCE} label="A sentence for the model to read" />
      </section>
      <section
        className="card relative flex flex-col p-4 hover:border-line-strong sm:p-5"
        aria-labelledby="map-title"
      >
        <h2 id="map-title" className="text-lg font-semibold tracking-tight">
          <Link
            href={mapUrl(reader, landscape ? { by: landscape } : {})}
            prefetch={false}
            className="after:absolute after:inset-0 hover:text-accent"
          >
            The map of all ideas
          </Link>
        </h2>
        <p className="mt-1 text-soft">Every dot is one. Those that belong together lie together.</p>
        {landscape ? (
          // drawn by the server, so that there is nothing to optimise in it
          <img
            src={mapPictureUrl(reader, { by: landscape })}
            alt=""
            loading="lazy"
            width={300}
            height={300}
            className="m-auto aspect-square w-full max-w-72"
          />
        ) : (
          <p className="m-auto py-8 text-center text-soft">
            It is drawn once the features have been compared.
          </p>
        )}
      </section>
    </div>
  );
}
