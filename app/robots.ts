import type { MetadataRoute } from "next";

/** Pages may be indexed; the endless variants of a table and the JSON may not. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: "*", allow: "/", disallow: ["/api/", "/search", "/*?", "/*/random"] } };
}
