import type { InputHTMLAttributes, ReactNode } from "react";
import { Field, WIDE_CONTROL } from "./field";

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: ReactNode;
}

/** An input with its name above and what it takes below. */
export const TextField = ({ label, hint, className, ...input }: Props) => (
  <Field label={label} hint={hint} className={className}>
    {(ids) => <input {...ids} className={WIDE_CONTROL} {...input} />}
  </Field>
);
