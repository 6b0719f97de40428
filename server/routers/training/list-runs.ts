import { listTrainings } from "../../queries/training";
import { procedureFor } from "../../trpc";

const SHOWN = 50;

/** Training runs, the latest first. */
export const listTrainingRuns = procedureFor("admin").query(() => listTrainings(SHOWN));
