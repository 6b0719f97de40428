import { redirect } from "next/navigation";
import { ProblemView } from "@/app/components/problem-view";
import { Shell } from "@/app/components/shell";
import { landscapeOf } from "@/domain/distances";
import { mapUrl } from "@/domain/map-view";
import { api } from "@/server/caller";
import { mainSae } from "@/server/procedures/catalogue/main-sae";

/** The way to a map from pages that are about no SAE: that of the SAE which is furthest. */
export default async function MapDoorPage() {
  const sae = mainSae(await api.catalogue.list());
  if (sae) {
    const by = landscapeOf((await api.map.get(sae)).map);
    redirect(mapUrl(sae, by ? { by } : {}));
  }
  return (
    <Shell>
      <ProblemView
        kind="Map"
        message="There is no SAE to draw yet."
        hint="npm start fetches the demo model and its SAEs; their maps follow once their text has been read."
      />
    </Shell>
  );
}
