interface Props {
  children: string;
  /** What exactly is meant, on hover and for the keyboard. */
  tip: string;
}

/** A term that says on hover what it means. */
export function Explained({ children, tip }: Props) {
  return (
    <span data-tip={tip} tabIndex={0} className="cursor-help underline decoration-dotted underline-offset-3">
      {children}
    </span>
  );
}
