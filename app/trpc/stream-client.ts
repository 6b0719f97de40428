import { createTRPCClient, httpSubscriptionLink } from "@trpc/client";
import superjson from "superjson";
import type { AppRouter } from "@/server/procedures";

/** Subscriptions alone, for pages that read a stream without the query provider. */
export const streams = createTRPCClient<AppRouter>({
  links: [httpSubscriptionLink({ url: "/api/trpc", transformer: superjson })],
});
