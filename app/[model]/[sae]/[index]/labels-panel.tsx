import { Labels } from "@/app/components/labels/labels";
import { api, pageViewer } from "@/server/caller";
import type { FeatureDashboard } from "@/server/procedures/feature/feature-dashboard";
import type { LabelDetails } from "@/server/procedures/label/queries";

const EVIDENCE_EXAMPLES = 20;

interface Props {
  dashboard: FeatureDashboard;
  labels: LabelDetails[];
}

/** Every label of the feature and what people say about it. */
export async function LabelsPanel({ dashboard: { address, top }, labels }: Props) {
  const input = { ...address, index: String(address.index) };
  const [{ user }, comments] = await Promise.all([pageViewer(), api.comment.list(input)]);
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
