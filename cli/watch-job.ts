import { FeaturescopeError } from "@/domain/errors";
import { getDatabase } from "@/prisma/client";
import { ProgressBar } from "./progress";

interface JobNow {
  state: string;
  done: number;
  total: number;
  error: string | null;
  hint: string | null;
}

const POLL_MS = 500;

/**
 * Shows a job's progress until it ends; stopping the watching stops nothing.
 * @throws FeaturescopeError UNAVAILABLE when it failed or was cancelled
 */
export async function watchJob(id: string, title: string, unit: string): Promise<void> {
  const bar = new ProgressBar(title, (count) => `${count.toLocaleString("en")} ${unit}`);
  for (;;) {
    const { rows } = await getDatabase().pool.query<JobNow>(
      "SELECT state, done, total, error, hint FROM job WHERE id = $1",
      [id],
    );
    const now = rows[0];
    if (!now || !["queued", "running"].includes(now.state)) {
      if (now?.state === "done") {
        bar.finish(`${title}: done`);
        return;
      }
      throw new FeaturescopeError(
        "UNAVAILABLE",
        now?.error ?? `The job was ${now?.state ?? "deleted"}.`,
        now?.hint ?? "Ask for it again.",
      );
    }
    bar.update(now.done, now.total || null);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
