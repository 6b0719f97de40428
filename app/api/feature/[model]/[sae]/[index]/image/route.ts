import { KeptAnswers } from "@/server/ask/kept-answers";
import { countViewer, LIMITS } from "@/server/access/rate-limit";
import { viewerOf } from "@/server/auth/viewer-of";
import { VERSION } from "@/server/env";
import { restApi } from "@/server/rest/api";
import { answerRest, etagOf, isKnown, preflight } from "@/server/rest/respond";
import { DRAWING_VERSION, drawFeature } from "./draw";
import { featurePicture, type FeaturePicture } from "./picture";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ model: string; sae: string; index: string }>;
}

/** Some 60 KB each. What is drawn is named by everything in it, so it never goes stale. */
const drawn = new KeptAnswers<Uint8Array<ArrayBuffer>>(64, 86_400_000);

/** A feature as a picture for links on other sites (og:image), for whoever may see the feature. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answerRest(request, async (headers) => {
    const api = restApi(request, headers);
    const address = await params;
    const [dashboard, labels] = await Promise.all([api.feature.get(address), api.label.list(address)]);
    const picture = featurePicture(dashboard, labels.find(({ shown }) => shown)?.text ?? null);
    const etag = etagOf({ picture, DRAWING_VERSION, VERSION });
    headers.set("etag", etag);
    if (isKnown(request, etag)) return new Response(null, { status: 304, headers });
    return new Response(await drawn.get(etag, () => draw(picture, request.headers)), {
      headers: { "content-type": "image/png" },
    });
  });
}

/** Drawing takes as long as many reads, and counts as what it is. */
async function draw(picture: FeaturePicture, asked: Headers): Promise<Uint8Array<ArrayBuffer>> {
  await countViewer(LIMITS.compute, await viewerOf(asked));
  return drawFeature(picture);
}

export { preflight as OPTIONS };
