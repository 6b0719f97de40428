import { redirect } from "next/navigation";
import { hasRole } from "@/domain/accounts";
import { adminUrl, signInUrl } from "@/domain/urls";
import { pageViewer } from "@/server/caller";

/** On to the first page that the account may open. */
export default async function AdminPage() {
  const { user } = await pageViewer();
  if (!user) redirect(signInUrl(adminUrl("")));
  redirect(adminUrl(hasRole(user.role, "admin") ? "jobs" : "moderation"));
}
