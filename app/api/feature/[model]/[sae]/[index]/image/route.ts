import { featurePicture, pictureHash } from "@/app/components/feature-picture/picture-of";
import { countViewer, LIMITS } from "@/server/platform/access/rate-limit";
import { viewerOf } from "@/server/platform/auth/viewer-of";
import { drawnPicture } from "@/server/pictures/drawn-picture";
import { restApi } from "@/server/rest/api";
import { answerRest, isKnown, preflight } from "@/server/rest/respond";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ model: string; sae: string; index: string }>;
}

/**
 * A feature as a picture for links on other sites (og:image), for whoever may see the feature. With `v`, the hash of
 * what is in it, it may be kept without asking again.
 */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answerRest(request, async (headers) => {
    const dashboard = await restApi(request, headers).feature.get(await params);
    const picture = featurePicture(dashboard);
    const hash = pictureHash(picture);
    const etag = `"${hash}"`;
    headers.set("etag", etag);
    const viewer = await viewerOf(request.headers);
    if (new URL(request.url).searchParams.get("v") === hash)
      headers.set("cache-control", `${viewer.user ? "private" : "public"}, max-age=${WEEK_S}, immutable`);
    if (isKnown(request, etag)) return new Response(null, { status: 304, headers });
    // drawing takes as long as many reads, and counts as what it is
    const png = await drawnPicture(hash, picture, () => countViewer(LIMITS.compute, viewer));
    return new Response(png, { headers: { "content-type": "image/png" } });
  });
}

/** Long enough for crawlers, and not for ever: what others keep cannot be hidden again. */
const WEEK_S = 604_800;

export { preflight as OPTIONS };
