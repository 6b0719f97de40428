import { useId, type ReactNode } from "react";

interface Props {
  title: string;
  note: string;
  children: ReactNode;
}

export function Section({ title, note, children }: Props) {
  const id = useId();
  return (
    <section className="mt-7 border-t border-line pt-5" aria-labelledby={id}>
      <h2 id={id} className="text-lg font-semibold tracking-tight">
        {title}
      </h2>
      <p className="mb-3 text-soft">{note}</p>
      {children}
    </section>
  );
}
