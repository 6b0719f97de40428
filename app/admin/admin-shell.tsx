import Link from "next/link";
import type { ReactNode } from "react";
import { Shell } from "@/app/components/shell";
import { hasRole } from "@/domain/accounts";
import { ADMIN_SECTIONS, type AdminSection } from "@/domain/administration";
import { adminUrl } from "@/domain/urls";
import { pageViewer } from "@/server/caller";

interface Props {
  section: AdminSection;
  note: string;
  children: ReactNode;
}

const SECTIONS = Object.entries(ADMIN_SECTIONS).filter(([path]) => path !== "");

/** Frame of every administration page, with the way to the others that the account may open. */
export async function AdminShell({ section, note, children }: Props) {
  const { user } = await pageViewer();
  return (
    <Shell>
      <nav aria-label="Administration" className="flex flex-wrap gap-1.5">
        {SECTIONS.filter(([, { role }]) => user && hasRole(user.role, role)).map(([path, { name }]) => (
          <Link
            key={path}
            href={adminUrl(path)}
            prefetch={false}
            className="control"
            aria-current={path === section ? "true" : undefined}
          >
            {name}
          </Link>
        ))}
      </nav>
      <h1 className="mt-4">{ADMIN_SECTIONS[section].name}</h1>
      <p className="mt-1 max-w-[72ch] text-soft">{note}</p>
      {children}
    </Shell>
  );
}
