import { afterAll, beforeAll, describe, test } from "vitest";
import type { Engine } from "@/workers/engine/ops";
import { enginesUnderTest } from "./engines";
import { expectParity, PARITY_CASES } from "./parity-cases";

describe.each(enginesUnderTest())("every operation on $name against float64", ({ create }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await create();
  });
  afterAll(() => engine.dispose());

  test.each(PARITY_CASES)("$name", (current) => expectParity(engine, current));
});
