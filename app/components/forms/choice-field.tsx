import { SelectField } from "./select-field";

export interface Choice<T extends string> {
  value: T;
  name: string;
}

interface Props<T extends string> {
  label: string;
  hint: string;
  options: readonly Choice<T>[];
  value: T;
  disabled?: boolean;
  onChoose: (value: T) => void;
}

/** A list of choices that gives back one of its own values. */
export function ChoiceField<T extends string>({ options, onChoose, ...field }: Props<T>) {
  return (
    <SelectField
      {...field}
      options={options}
      onChange={({ target }) => {
        const chosen = options.find(({ value }) => value === target.value);
        if (chosen) onChoose(chosen.value);
      }}
    />
  );
}
