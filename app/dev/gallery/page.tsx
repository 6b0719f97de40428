import type { Metadata } from "next";
import Link from "next/link";
import { Shell } from "@/app/components/shell";
import { ControlSpecimens } from "./controls";
import { FigureSpecimens } from "./figures";
import { PAGE_STATES } from "./page-states";
import { StateSpecimens } from "./states";
import { TextSpecimens } from "./texts";

export const metadata: Metadata = { title: "Gallery", robots: { index: false } };

const PARTS = [
  { id: "controls", title: "Controls", Part: ControlSpecimens },
  { id: "texts", title: "Texts and lines", Part: TextSpecimens },
  { id: "figures", title: "Figures", Part: FigureSpecimens },
  { id: "states", title: "Progress and problems", Part: StateSpecimens },
] as const;

/** Every component in its states, and the way to every state of every page; for who works on the program. */
export default function GalleryPage() {
  return (
    <Shell>
      <h1>Gallery</h1>
      <p className="mt-1 max-w-[78ch] text-soft">
        The parts that pages are made of, each in every state that it can be in, with made-up contents. Pages
        and their states are at the end; they need what <code>npm run seed</code> writes.
      </p>
      <ul className="mt-3 flex flex-wrap gap-2">
        {[...PARTS, { id: "pages", title: "Pages" }].map(({ id, title }) => (
          <li key={id}>
            <a href={`#${id}`} className="control">
              {title}
            </a>
          </li>
        ))}
      </ul>
      {PARTS.map(({ id, title, Part }) => (
        <section key={id} id={id} className="mt-9 scroll-mt-20" aria-labelledby={`${id}-title`}>
          <h2 id={`${id}-title`} className="text-lg font-semibold tracking-tight">
            {title}
          </h2>
          <Part />
        </section>
      ))}
      <section id="pages" className="mt-9 scroll-mt-20" aria-labelledby="pages-title">
        <h2 id="pages-title" className="text-lg font-semibold tracking-tight">
          Pages
        </h2>
        <ul className="mt-2 columns-2 sm:columns-3 lg:columns-4">
          {PAGE_STATES.map(([name, path]) => (
            <li key={name} className="py-0.5">
              <Link href={path} className="link" prefetch={false}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </section>
    </Shell>
  );
}
