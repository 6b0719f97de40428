import { useId, type TextareaHTMLAttributes } from "react";

interface Props extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "onChange" | "value"> {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

/** Text of several lines with its name above. */
export function TextArea({ label, value, onChange, rows = 2, ...field }: Props) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={rows}
        className="field w-full"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        {...field}
      />
    </div>
  );
}
