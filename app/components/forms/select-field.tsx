import type { ReactNode, SelectHTMLAttributes } from "react";
import { Field, WIDE_CONTROL } from "./field";

interface Props extends SelectHTMLAttributes<HTMLSelectElement> {
  label: string;
  hint?: ReactNode;
  options: readonly { value: string; name: string }[];
}

/** A choice with its name above and what it means below. */
export const SelectField = ({ label, hint, options, className, ...select }: Props) => (
  <Field label={label} hint={hint} className={className}>
    {(ids) => (
      <select {...ids} className={WIDE_CONTROL} {...select}>
        {options.map(({ value, name }) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    )}
  </Field>
);
