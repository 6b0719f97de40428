import type { Ops } from "./ops";

/** The same operations with weights looked up under other names, so that two of a kind fit into one program. */
export function renamedWeights<T>(ops: Ops<T>, rename: (name: string) => string): Ops<T> {
  return new Proxy(ops, {
    get(target, key: keyof Ops<T>) {
      if (key === "weight") return (name: string) => target.weight(rename(name));
      // Engines keep what they record in themselves, so their methods must be called on them.
      return (target[key] as (...args: unknown[]) => unknown).bind(target);
    },
  });
}
