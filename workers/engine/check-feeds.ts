import { FeaturescopeError } from "@/domain/errors";
import type { Feeds, ProgramSpec } from "./ops";

/** Compares feeds with the program's inputs before native code sees them; named dimensions must agree. */
export function checkFeeds(spec: ProgramSpec, feeds: Feeds): void {
  const sizes = new Map<string, number>();
  const fail = (problem: string) => {
    throw new FeaturescopeError(
      "BAD_INPUT",
      `Program ${spec.name}: ${problem}.`,
      "Feed it as its spec says.",
    );
  };
  for (const name of Object.keys(feeds)) if (!(name in spec.inputs)) fail(`there is no input "${name}"`);
  for (const [name, { dtype, shape }] of Object.entries(spec.inputs)) {
    const tensor = feeds[name];
    if (!tensor) {
      fail(`input "${name}" is missing`);
      continue;
    }
    const agrees =
      tensor.dtype === dtype &&
      tensor.shape.length === shape.length &&
      tensor.data.length === tensor.shape.reduce((product, dim) => product * dim, 1) &&
      shape.every((dim, axis) => {
        const size = tensor.shape[axis] ?? 0;
        if (typeof dim === "number") return dim === size;
        const known = sizes.get(dim) ?? size;
        sizes.set(dim, known);
        return known === size;
      });
    if (!agrees) {
      fail(
        `input "${name}" is ${tensor.dtype}[${tensor.shape.join(",")}], expected ${dtype}[${shape.join(",")}]`,
      );
    }
  }
}
