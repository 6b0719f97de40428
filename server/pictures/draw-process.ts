/** A process that draws pictures for a web process, one after the other, and ends with it. */
import { setPriority } from "node:os";
import type { DrawReply } from "./draughtsman";
import { drawFeature } from "./draw-feature";
import type { FeaturePicture } from "./feature-picture";

/** Pages come before pictures of them. */
const NICENESS = 10;

try {
  setPriority(NICENESS);
} catch {
  // a system that does not let processes give way
}

process.on("disconnect", () => process.exit(0));
process.on("message", (picture: FeaturePicture) => {
  void drawFeature(picture)
    .then(
      (png): DrawReply => ({ png }),
      (error: unknown): DrawReply => ({ error: String(error) }),
    )
    .then((reply) => process.send?.(reply));
});
