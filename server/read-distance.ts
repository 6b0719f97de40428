import { distance, type Distance } from "@/domain/distances";

/** ?by= of an address; null for the most coherent one, also in place of what is none. */
export function readDistance(parameters: URLSearchParams): Distance | null {
  const asked = distance.safeParse(parameters.get("by"));
  return asked.success ? asked.data : null;
}
