import { getAuth } from "@/server/platform/auth/auth";
import { PROVIDERS } from "@/server/platform/auth/providers";

export const dynamic = "force-dynamic";
export const runtime = "nodejs";

interface Context {
  params: Promise<{ provider: string }>;
}

/** Where a provider sends the browser back to; the rest of better-auth's own addresses is not reachable. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { provider } = await params;
  if (!PROVIDERS.some(({ id }) => id === provider)) return new Response(null, { status: 404 });
  return getAuth().handler(request);
}
