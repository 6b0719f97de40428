import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Draughtsman } from "@/server/pictures/draughtsman";
import { PICTURE_SIZE, type FeaturePicture } from "@/server/pictures/feature-picture";
import { temporaryFolder, type TemporaryFolder } from "../../support/temporary-folder";

/** Stands for the process that draws: answers with what it was sent, never, or ends. */
const STAND_IN = `
process.on("disconnect", () => process.exit(0));
let busy = 0;
process.on("message", async ({ does, text, ms }) => {
  if (does === "end") process.exit(1);
  if (does === "hang") return;
  if (does === "fail") return process.send({ error: "no ink" });
  busy += 1;
  await new Promise((resolve) => setTimeout(resolve, ms ?? 0));
  process.send({ png: Buffer.from(busy === 1 ? text : "two at once") });
  busy -= 1;
});`;

let folder: TemporaryFolder;
let standIn = "";
beforeAll(async () => {
  folder = await temporaryFolder("draughtsman");
  standIn = join(folder.path, "stand-in.mjs");
  await writeFile(standIn, STAND_IN);
});
afterAll(() => folder.remove());

const limits = { waiting: 2, drawMs: 20_000, idleMs: 60_000 };
const textOf = (png: Uint8Array) => Buffer.from(png).toString();

describe("the process that draws", () => {
  test("takes one order at a time, in turn, and refuses more than may wait", async () => {
    const draughtsman = new Draughtsman([standIn], limits);
    const orders = ["a", "b", "c", "d"].map((text) => draughtsman.draw({ text, ms: 30 }));
    await expect(orders.pop()).rejects.toMatchObject({ code: "UNAVAILABLE", retryAfterS: 5 });
    expect((await Promise.all(orders)).map(textOf)).toEqual(["a", "b", "c"]);
    expect(textOf(await draughtsman.draw({ text: "again" }))).toBe("again");
  });

  test("is replaced when it takes too long or ends, and those who wait get theirs", async () => {
    const draughtsman = new Draughtsman([standIn], { ...limits, drawMs: 2_500 });
    const stuck = draughtsman.draw({ does: "hang" });
    const after = draughtsman.draw({ text: "after" });
    await expect(stuck).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("too long") as string,
    });
    expect(textOf(await after)).toBe("after");
    await expect(draughtsman.draw({ does: "end" })).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect(draughtsman.draw({ does: "fail" })).rejects.toThrow("no ink");
    expect(textOf(await draughtsman.draw({ text: "still here" }))).toBe("still here");
  });

  test("draws a feature", async () => {
    const picture: FeaturePicture = {
      address: "m › s › 1",
      label: "dragons",
      facts: "on 1 % of 1,000 tokens",
      examples: [{ value: "8.00", parts: [{ text: "dragon", level: 10, peak: true }] }],
    };
    const draughtsman = new Draughtsman(
      [join(import.meta.dirname, "../../../scripts/run.mjs"), "server/pictures/draw-process.ts"],
      { ...limits, drawMs: 60_000 },
    );
    const png = Buffer.from(await draughtsman.draw(picture));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([PICTURE_SIZE.width, PICTURE_SIZE.height]);
  });
});
