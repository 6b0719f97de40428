import { hasRole, type Role, type Visibility } from "@/domain/accounts";
import { FeaturescopeError } from "@/domain/errors";
import { currentViewer, type Viewer, type ViewerAccount } from "./viewer";

/** The rules themselves. Everything that is read or written passes one of these. */

/** What the rules need to know of a model, an SAE or a list. */
export interface Owned {
  visibility: Visibility;
  ownerId: string | null;
}

/** Whether the viewer may open it by its address. */
export function maySee(thing: Owned, viewer: Viewer = currentViewer()): boolean {
  return thing.visibility !== "private" || controls(thing, viewer);
}

/** Whether it is shown to the viewer in lists, in search and at random. */
export function mayList(thing: Owned, viewer: Viewer = currentViewer()): boolean {
  return thing.visibility === "public" || controls(thing, viewer);
}

/** Whether the viewer may see what moderation has hidden, and hide and show it. */
export function mayModerate(viewer: Viewer = currentViewer()): boolean {
  return viewer.user !== null && hasRole(viewer.user.role, "reviewer");
}

/** Whether the viewer is an administrator. */
export function mayAdminister(viewer: Viewer = currentViewer()): boolean {
  return viewer.user !== null && hasRole(viewer.user.role, "admin");
}

/** Its owner and administrators. */
export function controls(thing: { ownerId: string | null }, viewer: Viewer = currentViewer()): boolean {
  return mayAdminister(viewer) || (viewer.user !== null && viewer.user.id === thing.ownerId);
}

/** @throws FeaturescopeError SIGN_IN, or FORBIDDEN when the account's role is not enough */
export function requireRole(least: Role, viewer: Viewer = currentViewer()): ViewerAccount {
  if (!viewer.user)
    throw new FeaturescopeError("SIGN_IN", "This needs an account.", "Sign in, or make an account.");
  if (!hasRole(viewer.user.role, least))
    throw new FeaturescopeError(
      "FORBIDDEN",
      `This needs the role “${least}”; yours is “${viewer.user.role}”.`,
      "An administrator can change it.",
    );
  return viewer.user;
}
