import { AsyncLocalStorage } from "node:async_hooks";
import type { Role, Scope } from "@/domain/accounts";

/** Who asks: nobody in particular, or an account, by a session of the browser or by a key of a program. */
export interface Viewer {
  /** Null for a visitor without an account. */
  user: ViewerAccount | null;
  /** What the key allows; null for a browser, which may do whatever its account may. */
  scopes: readonly Scope[] | null;
  /** Where the request comes from, for limits; "local" inside the program. */
  address: string;
}

export interface ViewerAccount {
  id: string;
  name: string;
  role: Role;
}

export const ANYBODY: Viewer = { user: null, scopes: null, address: "local" };

const store = new AsyncLocalStorage<Viewer>();

/** Runs `work` in the name of a viewer: every rule of server/platform/access asked inside it is asked of that viewer. */
export function runAs<T>(viewer: Viewer, work: () => T): T {
  return store.run(viewer, work);
}

/** The viewer of the request at hand. Code that runs outside of one sees what a visitor without an account sees. */
export function currentViewer(): Viewer {
  return store.getStore() ?? ANYBODY;
}
