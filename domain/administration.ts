import type { Role } from "./accounts";

/** Pages for those who look after an instance, by the last part of their address, and who may open them. */
export const ADMIN_SECTIONS = {
  "": { name: "Administration", role: "reviewer" },
  jobs: { name: "Jobs", role: "admin" },
  users: { name: "Accounts", role: "admin" },
  import: { name: "Import", role: "admin" },
  train: { name: "Training", role: "admin" },
  models: { name: "Models and SAEs", role: "admin" },
  moderation: { name: "Moderation", role: "reviewer" },
  audit: { name: "Audit log", role: "admin" },
} as const satisfies Record<string, { name: string; role: Role }>;

export type AdminSection = keyof typeof ADMIN_SECTIONS;

export function isAdminSection(name: string): name is AdminSection {
  return Object.hasOwn(ADMIN_SECTIONS, name);
}
