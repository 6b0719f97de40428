/** An input by name; absence is a mistake in the program, not in its data. */
export function input<T>(inputs: Readonly<Record<string, T>>, name: string): T {
  const value = inputs[name];
  if (value === undefined) throw new Error(`The program declares no input "${name}".`);
  return value;
}
