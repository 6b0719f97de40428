import { getDatabase } from "@/prisma/client";
import { getCompute } from "../compute/shared";
import { GenerationLoop } from "./generation-loop";
import { StepWriter } from "./step-writer";

let loop: GenerationLoop | undefined;
let writer: StepWriter | undefined;

/** This process's loop: all its runs share one batch. */
export function getGenerationLoop(): GenerationLoop {
  return (loop ??= new GenerationLoop(getCompute()));
}

export function getStepWriter(): StepWriter {
  return (writer ??= new StepWriter(getDatabase().pool));
}
