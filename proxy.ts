import { NextResponse, type NextRequest } from "next/server";
import { signInUrl } from "@/domain/urls";
import { addressOf } from "@/server/platform/access/address";
import { ANYBODY, runAs } from "@/server/platform/access/viewer";
import { keyOf, viewerOf } from "@/server/platform/auth/viewer-of";
import { contentSecurityPolicy, isEmbedded } from "@/server/content-security-policy";
import { problemOf } from "@/server/errors";
import { resolvePagePath } from "@/server/page-paths";

/** Request header that carries the refused address to app/problem. */
const PATH_HEADER = "x-featurescope-path";

/**
 * Before a page: the security policy with this response's nonce, and the check that the address names something. The
 * check is here because a page that finds out while it renders can only send the status with an empty document that
 * scripts fill in; a rewrite sends 4xx or 503 with a whole page.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const embedded = isEmbedded(request.nextUrl.pathname);
  const policy = contentSecurityPolicy(nonce, embedded, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("Content-Security-Policy", policy);
  headers.set(PATH_HEADER, request.nextUrl.pathname);
  const response = await respond(request, headers, embedded);
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

async function respond(request: NextRequest, headers: Headers, embedded: boolean): Promise<NextResponse> {
  try {
    const viewer = embedded
      ? { ...ANYBODY, address: addressOf(request.headers) }
      : await viewerOf(request.headers);
    await runAs(viewer, () => resolvePagePath(request.nextUrl.pathname));
    return NextResponse.next({ request: { headers } });
  } catch (error) {
    const { status, ...problem } = problemOf(error);
    // a program, and not a reader: it has a key, which may be what is wrong
    if (keyOf(request.headers) !== null) return NextResponse.json({ error: problem }, { status });
    const { code } = problem;
    if (code === "SIGN_IN" && !embedded)
      return NextResponse.redirect(ownUrl(request, signInUrl(pathOf(request))));
    return NextResponse.rewrite(ownUrl(request, "/problem"), { request: { headers }, status });
  }
}

/**
 * An address of this server. Made from nextUrl: with HOST set, request.url has another host, and the server would ask
 * itself over the network and lose the status.
 */
function ownUrl(request: NextRequest, path: string): string {
  const url = request.nextUrl.clone();
  const [pathname = "/", search = ""] = path.split("?");
  url.pathname = pathname;
  url.search = search;
  return url.href;
}

function pathOf({ nextUrl }: NextRequest): string {
  return nextUrl.pathname + nextUrl.search;
}

export const config = {
  matcher: [
    {
      source:
        "/((?!api/|_next/|icon\\.svg|robots\\.txt|favicon\\.ico|icons/|manifest\\.webmanifest|social\\.png).*)",
      missing: [{ type: "header", key: "next-router-prefetch" }],
    },
  ],
};
