import { useId, type ReactNode } from "react";

interface Props {
  label: string;
  hint?: ReactNode;
  className?: string;
  /** The control, with what names and explains it. */
  children: (ids: { id: string; "aria-describedby"?: string }) => ReactNode;
}

/** How the control of a form looks that is as wide as its column. */
export const WIDE_CONTROL = "field w-full text-[15px] sm:text-sm";

/** A control with its name above and what it takes or means below. */
export function Field({ label, hint, className, children }: Props) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      {children({ id, "aria-describedby": hint ? `${id}-hint` : undefined })}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-xs text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}
