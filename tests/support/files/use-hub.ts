import { afterEach, beforeEach, vi } from "vitest";
import { temporaryFolder, type TemporaryFolder } from "../temporary-folder";
import type { HubFixture } from "./hub-server";

/** A hub of its own for each test of a file, which is where the program looks for it, and an empty data folder. */
export function useHub(serve: () => Promise<HubFixture>) {
  let hub: HubFixture;
  let folder: TemporaryFolder;
  const take = (next: HubFixture) => {
    hub = next;
    vi.stubEnv("FEATURESCOPE_HUB", hub.url);
  };
  beforeEach(async () => {
    folder = await temporaryFolder("hub");
    take(await serve());
    vi.stubEnv("HF_TOKEN", "");
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    hub.close();
    await folder.remove();
  });
  return {
    get hub() {
      return hub;
    },
    get data() {
      return folder.path;
    },
    /** Puts another hub in its place, for the rest of a test. */
    replace(next: HubFixture) {
      hub.close();
      take(next);
    },
  };
}
