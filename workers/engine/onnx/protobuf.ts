/** The part of the protobuf wire format that writing an ONNX model needs: varints, bytes, fixed32 floats. */
const encoder = new TextEncoder();

export class ProtoWriter {
  private readonly chunks: Uint8Array[] = [];
  private length = 0;

  /** Field of type int32, int64 or enum; negative numbers take the ten-byte two's complement form. */
  int(field: number, value: number | bigint): this {
    this.varint(BigInt(field) << 3n);
    return this.varint(BigInt.asUintN(64, BigInt(value)));
  }

  float(field: number, value: number): this {
    this.varint((BigInt(field) << 3n) | 5n);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.push(bytes);
  }

  string(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    this.varint((BigInt(field) << 3n) | 2n).varint(BigInt(value.length));
    return this.push(value);
  }

  message(field: number, message: ProtoWriter): this {
    this.varint((BigInt(field) << 3n) | 2n).varint(BigInt(message.length));
    for (const chunk of message.chunks) this.push(chunk);
    return this;
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.length);
    let at = 0;
    for (const chunk of this.chunks) {
      out.set(chunk, at);
      at += chunk.length;
    }
    return out;
  }

  private push(bytes: Uint8Array): this {
    this.chunks.push(bytes);
    this.length += bytes.length;
    return this;
  }

  private varint(value: bigint): this {
    const bytes: number[] = [];
    for (; value > 0x7fn; value >>= 7n) bytes.push(Number(value & 0x7fn) | 0x80);
    bytes.push(Number(value));
    return this.push(Uint8Array.from(bytes));
  }
}
