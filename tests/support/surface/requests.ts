import type { Secret } from "../secrets";

/**
 * Every way into the program, with requests that try to get at a thing through it. tests/unit/surface.test.ts fails
 * for a page, route or procedure that is in none of the lists beside this file; tests/db/leaks.test.ts and
 * tests/e2e/leaks.test.ts make the requests as everybody. What is new: add it there, with the requests that come nearest
 * to the thing.
 */

export type Requests<Request> = (thing: Secret) => Request[];
export const always =
  <Request>(...requests: Request[]): Requests<Request> =>
  () =>
    requests;

export const twinAnswer = ({ labelId }: Secret) => ({
  labels: [
    { id: labelId, version: 1 },
    { id: labelId, version: 1 },
  ],
  passage: 0,
  picked: 0,
});
export const address = ({ model, sae, feature }: Secret) => ({ model, sae, index: String(feature) });
export const words = "secretword";
