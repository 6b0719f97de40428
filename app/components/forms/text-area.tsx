import type { TextareaHTMLAttributes } from "react";
import { Field } from "./field";

interface Props extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "onChange" | "value"> {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

/** Text of several lines with its name above. */
export const TextArea = ({ label, value, onChange, rows = 2, ...field }: Props) => (
  <Field label={label}>
    {(ids) => (
      <textarea
        {...ids}
        rows={rows}
        className="field w-full"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        {...field}
      />
    )}
  </Field>
);
