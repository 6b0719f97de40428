import { expect, test } from "vitest";
import { ProtoWriter } from "./protobuf";

const hex = (writer: ProtoWriter) => Buffer.from(writer.finish()).toString("hex");

test("writes the examples of the protobuf documentation", () => {
  expect(hex(new ProtoWriter().int(1, 150))).toBe("089601");
  expect(hex(new ProtoWriter().string(2, "testing"))).toBe("120774657374696e67");
  expect(hex(new ProtoWriter().message(3, new ProtoWriter().int(1, 150)))).toBe("1a03089601");
});

test("negative and large numbers, floats, high field numbers, long and empty messages", () => {
  expect(hex(new ProtoWriter().int(1, -2))).toBe("08feffffffffffffffff01");
  expect(hex(new ProtoWriter().int(1, Number.MAX_SAFE_INTEGER))).toBe("08ffffffffffffff0f");
  expect(hex(new ProtoWriter().int(1, 0))).toBe("0800");
  expect(hex(new ProtoWriter().float(2, 0.5))).toBe("150000003f");
  expect(hex(new ProtoWriter().int(20, 7))).toBe("a00107");
  expect(hex(new ProtoWriter().message(1, new ProtoWriter()))).toBe("0a00");
  const long = new ProtoWriter().bytes(1, new Uint8Array(300).fill(0xab)).finish();
  expect(Buffer.from(long.subarray(0, 4)).toString("hex")).toBe("0aac02ab");
  expect(long).toHaveLength(303);
});
