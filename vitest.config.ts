import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "");

/** Left alone by all projects: builds, data and whatever is hidden. */
const NOT_OURS = ["node_modules/**", "**/.*/**"];

/** Unit tests that put something else in a module's place, or fill a heap: each in a process of its own. */
const APART = ["tests/unit/engine/choose.test.ts", "tests/unit/engine/tfjs.test.ts"];

/** Chromium's Vulkan in software, for engines that want a GPU on machines without one. */
function softwareGpu(): Record<string, string> {
  const driver = "/usr/lib/chromium/vk_swiftshader_icd.json";
  if (process.env.VK_DRIVER_FILES || !existsSync(driver)) return {};
  // the second is what loaders before 1.3.207 read
  return { FEATURESCOPE_SOFTWARE_GPU: "1", VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver };
}

export default defineConfig({
  resolve: {
    alias: {
      "@": root,
      // the marker that keeps server code out of the browser's bundle; outside of Next it has nothing to say
      "server-only": `${root}/tests/support/nothing.ts`,
    },
  },
  test: {
    pool: "forks",
    // vitest itself would leave a core to whoever watches: half of a small machine
    maxWorkers: availableParallelism(),
    // a moment of load can make real processes and browsers late once; what passes at a second try only is named at the
    // end (tests/support/retries-reporter.ts)
    retry: 1,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.ts", "**/*.test.tsx"],
          exclude: [
            ...NOT_OURS,
            "tests/engines/**",
            "tests/db/**",
            "tests/rows/**",
            "tests/start/**",
            "tests/e2e/**",
            ...APART,
          ],
          // most of the time of small files would go into loading the program anew for each
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: "apart", include: APART, testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: "engines",
          include: ["tests/engines/**/*.test.ts"],
          // each loads native libraries of its own
          env: softwareGpu(),
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "db",
          include: ["tests/db/**/*.test.ts"],
          globalSetup: "tests/support/database-server.ts",
          env: {
            FEATURESCOPE_SECRET: "the database tests sign their sessions with this",
            // what workers do in peace is not what a test's output is about
            FEATURESCOPE_LOG_LEVEL: "warn",
          },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: { name: "rows", include: ["tests/rows/**/*.test.ts"], testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: "start",
          include: ["tests/start/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: "tests/support/running-app.ts",
          // one server, one database, one small machine
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
