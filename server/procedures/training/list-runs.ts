import { procedureFor } from "../../trpc";
import { listTrainings } from "./queries";

const SHOWN = 50;

/** Training runs, the latest first. */
export const listTrainingRuns = procedureFor("admin").query(() => listTrainings(SHOWN));
