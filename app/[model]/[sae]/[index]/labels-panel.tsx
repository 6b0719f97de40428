import { Labels } from "@/app/components/labels/labels";
import { api, pageViewer } from "@/server/caller";
import type { FeatureDashboard } from "@/server/dashboards/feature-dashboard";

const EVIDENCE_EXAMPLES = 20;

/** Every label of the feature and what people say about it. */
export async function LabelsPanel({ dashboard: { address, top } }: { dashboard: FeatureDashboard }) {
  const input = { ...address, index: String(address.index) };
  const [{ user }, labels, comments] = await Promise.all([
    pageViewer(),
    api.label.list(input),
    api.comment.list(input),
  ]);
  return (
    <Labels
      key={input.index}
      address={address}
      viewer={user}
      examples={top.slice(0, EVIDENCE_EXAMPLES).map(({ passage }) => passage)}
      initial={{ labels, comments }}
    />
  );
}
