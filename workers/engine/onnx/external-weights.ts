/**
 * Weights that stand in files beside the graph: ONNX Runtime maps them, so that neither this process nor the graph holds
 * a copy, and a graph, which as one protobuf message ends at 2 GiB, may name more than that.
 */
import { parse, relative, sep } from "node:path";
import type { HostTensor, ProgramSpec } from "../ops";

export interface ExternalPlace {
  /** From the file system's root, with "/" between folders. */
  location: string;
  offset: number;
  length: number;
}

const BYTES = 4;

export class ExternalWeights {
  private root: string | undefined;

  /** Where the graph says that `tensor` lies; null for one that stands in the graph. */
  place({ stored, shape }: HostTensor): ExternalPlace | null {
    if (!stored) return null;
    const { root } = parse(stored.path);
    this.root ??= root;
    if (root !== this.root) return null; // a session looks below one folder; on Windows drives have a root each
    return {
      location: relative(root, stored.path).split(sep).join("/"),
      offset: stored.offset,
      length: shape.reduce((product, size) => product * size, BYTES),
    };
  }

  /** What a session must be told: where they are, and whether to keep them a second time, arranged for its kernels. */
  sessionOptions({ brief = false }: ProgramSpec): { extra?: Record<string, unknown> } {
    if (this.root === undefined) return {};
    return {
      extra: {
        session: {
          model_external_initializers_file_folder_path: this.root,
          ...(brief ? { disable_prepacking: "1" } : {}),
        },
      },
    };
  }
}
