/** `npm run build`: the pages for production ahead of the first start, for images and for machines that start often. */
import { dataFolder } from "@/workers/files/data-folder";
import { reportAndExit } from "./report";
import { prepareDataFolder } from "./start/checks";
import { describeCheckout } from "./start/checkout";
import { Children } from "./start/children";
import { ensurePrismaClient } from "./start/prisma-client";
import { startWebBuild } from "./start/web-build";

const say = (line: string) => process.stderr.write(`${line}\n`);

try {
  ensurePrismaClient();
  const data = dataFolder();
  await prepareDataFolder(data, false);
  const checkout = describeCheckout(data, process.env.DATABASE_URL ?? "", false);
  const children = new Children(checkout.logs, say);
  process.on("SIGINT", () => children.killAll()).on("SIGTERM", () => children.killAll());
  const build = await startWebBuild(checkout, children, new AbortController().signal);
  await build?.done;
  say(build ? "The pages are built." : "The pages are built already.");
} catch (error) {
  reportAndExit(error);
}
