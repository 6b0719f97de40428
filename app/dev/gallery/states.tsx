"use client";

import { JobOutcome } from "@/app/admin/jobs/job-outcome";
import { CollectionProgress } from "@/app/components/collection-progress/collection-progress";
import { PanelPlaceholder } from "@/app/components/panel-placeholder";
import { ProgressTrack } from "@/app/components/progress-track";
import { ProblemView } from "@/app/components/problem-view";
import { Coming } from "@/app/home/coming";
import { SteersMark } from "@/app/steer/recipe/steers-mark";
import { COLLECTION, COMING, JOB } from "./samples";
import { Specimen } from "./specimen";

const FEATURES = 600;

/** Whatever says how far something is, or what went wrong. */
export function StateSpecimens() {
  return (
    <>
      <Specimen
        name="CollectionProgress"
        states={[
          [
            "waiting",
            <CollectionProgress
              key="queued"
              initial={{ ...COLLECTION, state: "queued", tokensDone: 0 }}
              dSae={FEATURES}
            />,
          ],
          ["running", <CollectionProgress key="running" initial={COLLECTION} dSae={FEATURES} />],
          [
            "done",
            <CollectionProgress
              key="done"
              initial={{
                ...COLLECTION,
                state: "done",
                shardsDone: 10,
                shardsMerged: 10,
                tokensDone: COLLECTION.tokensTotal,
              }}
              dSae={FEATURES}
            />,
          ],
          [
            "failed",
            <CollectionProgress
              key="failed"
              initial={{
                ...COLLECTION,
                state: "failed",
                error: "The weights' hash is not the expected one.",
              }}
              dSae={FEATURES}
            />,
          ],
        ]}
      />
      <Specimen
        name="Coming"
        states={[
          ["on its way", <Coming key="coming" model={COMING} />],
          [
            "could not be had",
            <Coming
              key="failed"
              model={{
                ...COMING,
                id: "failed",
                failure: { error: "The registry does not answer.", hint: "Start again with a network." },
              }}
            />,
          ],
        ]}
      />
      <Specimen
        name="JobOutcome"
        states={[
          ["running", <JobOutcome key="running" job={JOB} name="labels" />],
          [
            "failed",
            <JobOutcome
              key="failed"
              job={{ ...JOB, state: "failed", error: "The disk is full.", hint: "Free some space." }}
              name="labels"
            />,
          ],
          [
            "done without something",
            <JobOutcome
              key="done"
              job={{ ...JOB, state: "done", hint: "Topics have no names." }}
              name="labels"
            />,
          ],
        ]}
      />
      <Specimen
        name="ProgressTrack"
        states={[
          ["nothing yet", <ProgressTrack key="none" label="Nothing read" share={0} />],
          ["two thirds", <ProgressTrack key="some" label="Read" share={2 / 3} />],
        ]}
      />
      <Specimen
        name="PanelPlaceholder"
        states={[
          ["waiting", <PanelPlaceholder key="waiting" waiting what="histogram" />],
          ["nothing to come", <PanelPlaceholder key="none" waiting={false} what="histogram" />],
        ]}
      />
      <Specimen
        name="ProblemView"
        states={[
          [
            "a page that is not there",
            <ProblemView
              key="page"
              kind="Not found"
              message="There is no feature 99999."
              hint="This SAE has features 0 to 599."
            >
              <span className="control">To the SAE</span>
            </ProblemView>,
          ],
        ]}
      />
      <Specimen
        name="SteersMark"
        states={[
          ["well", <SteersMark key="well" score={0.4} />],
          ["hardly", <SteersMark key="hardly" score={0} />],
          ["cannot be measured", <SteersMark key="none" score={null} />],
          ["being measured", <SteersMark key="soon" score={undefined} />],
        ]}
      />
    </>
  );
}
