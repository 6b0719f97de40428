export interface BenchDatabase {
  close(): Promise<void>;
}
export function openBenchDatabase(_: unknown): Promise<BenchDatabase> {
  throw new Error("todo");
}
